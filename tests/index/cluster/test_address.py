"""Addresses of indexes on a cluster: what they say, and what they may not."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi.index.cluster.connection.address import ClusterAddress, parse


@pytest.mark.parametrize(
    ("address", "hosts", "name", "tls"),
    [
        ("opensearch://localhost/stiri", ("localhost:9200",), "stiri", False),
        ("opensearch://localhost:19200/stiri", ("localhost:19200",), "stiri", False),
        ("opensearchs://a.ro,b.ro:443/știri-2", ("a.ro:9200", "b.ro:443"), "știri-2", True),
        ("opensearch://[::1]:9201/n", ("[::1]:9201",), "n", False),
        ("opensearch://10.0.0.1, 10.0.0.2/azi_1/", ("10.0.0.1:9200", "10.0.0.2:9200"), "azi_1", False),
        ("opensearch://OS_node-1:9200,os_node-1:9200/9", ("os_node-1:9200",), "9", False),
    ],
)  # fmt: skip
def test_what_an_address_says(address: str, hosts: tuple[str, ...], name: str, tls: bool) -> None:
    parsed = parse(address)
    assert parsed == ClusterAddress(hosts, name, tls)
    assert parse(str(parsed)) == parsed


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("opensearch://host", "does not say which index"),
        ("opensearch://host/", "does not say which index"),
        ("opensearch:///stiri", "names no host"),
        ("opensearch://a,,b/stiri", "names no host"),
        ("opensearch://a b/stiri", "has `a b` for a host"),
        ("opensearch://a:http/stiri", "has `a:http` for a host"),
        ("opensearch://a:0/stiri", "has the port 0"),
        ("opensearch://a:70000/stiri", "has the port 70000"),
        ("opensearch://a:9200:9201/stiri", "for a host"),
        ("opensearch://a/Stiri", "write `stiri`"),
        ("opensearch://a/ȘTIRI", "write `știri`"),
        ("opensearch://a/_all", "begins with a letter or digit"),
        ("opensearch://a/-stiri", "begins with a letter or digit"),
        ("opensearch://a/.kibana", "begins with a letter or digit"),
        ("opensearch://a/..", "begins with a letter or digit"),
        ("opensearch://a/stiri*", "has no blank and none of"),
        ("opensearch://a/stiri,alte", "has no blank and none of"),
        ("opensearch://a/stiri/2026", "has no blank and none of"),
        ("opensearch://a/stiri azi", "has no blank and none of"),
        ("opensearch://a/stiri?x=1", "has no blank and none of"),
        ("opensearch://a/stiri\n", "has no blank and none of"),
        ("opensearch://a/" + "ș" * 101, "may have 200 bytes; this one has 202"),
        ("opensearch://a/stiri-files", "part of another index"),
        ("opensearch://a/stiri-writer", "part of another index"),
        ("opensearch://a/stiri-g20261127t110512480113-3fa9", "part of another index"),
        ("elastic://a/stiri", "no address of a cluster"),
        ("/srv/index", "no address of a cluster"),
    ],
)
def test_an_address_that_is_none_tells_what_to_write(address: str, told: str) -> None:
    with pytest.raises(rasfoi.BadQuery) as raised:
        parse(address)
    assert told in str(raised.value)


@pytest.mark.parametrize("who", ["ana:secret", "secret", ":secret", "ana:sec/ret", "ana:secret@x"])
def test_a_password_in_an_address_is_refused_and_not_repeated(who: str) -> None:
    with pytest.raises(rasfoi.BadQuery, match="RASFOI_OPENSEARCH_PASSWORD") as raised:
        parse(f"opensearchs://{who}@host:9200/stiri")
    assert "secret" not in str(raised.value) and "ret@" not in str(raised.value)
