"""Requests of all kinds, made from the API's own description, are answered as it says: schemathesis."""

from __future__ import annotations

import schemathesis
from hypothesis import settings
from rasfoi.web.api.openapi import description
from schemathesis import Case
from schemathesis.specs.openapi.checks import negative_data_rejection

API = schemathesis.openapi.from_dict(description())


@API.parametrize()
@settings(max_examples=40)
def test_the_api_answers_as_it_is_described(server: str, case: Case) -> None:
    # No cursor that is made up is right, whatever its letters.
    case.query.pop("cursor", None)
    # The sample has no vectors.
    if case.query.get("meaning") == "only":
        del case.query["meaning"]
    # More is understood than is described: an empty parameter is none, as forms send it, and a date may
    # be written with dots.
    case.call_and_validate(base_url=server, excluded_checks=[negative_data_rejection])
