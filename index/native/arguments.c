/* The arguments of loops: NumPy's arrays by the buffer protocol, so that no header of NumPy is needed. */
#include "arguments.h"

#include <string.h>

/* Return whether items of a buffer's format are of a kind; the width is compared apart. */
static int is_format(const char *format, char kind)
{
    const char *letters = kind == 'd' ? "d" : kind == 'f' ? "f" : kind == 'i' || kind == 'q' ? "ilq" : kind == 'b' ? "B?" : "HILQ";
    return format && format[0] && !format[1] && strchr(letters, format[0]);
}

static int is_width(Py_ssize_t width, char kind)
{
    switch (kind) {
    case 'b':
        return width == 1;
    case 'x':
        return width == 2 || width == 4;
    case 'u':
    case 'i':
    case 'f':
        return width == 4;
    default:
        return width == 8;
    }
}

static int read_array(Argument *into, char letter, char columns, PyObject *given)
{
    int writable = letter < 'a';
    char kind = writable ? (char)(letter + 'a' - 'A') : letter;
    int flags = PyBUF_FORMAT | PyBUF_C_CONTIGUOUS | (writable ? PyBUF_WRITABLE : 0);
    if (PyObject_GetBuffer(given, &into->view, flags) < 0)
        return 0;
    Py_buffer *view = &into->view;
    int shaped = columns == '*' || (columns ? view->ndim == 2 && view->shape[1] == columns - '0' : view->ndim == 1);
    if (!is_format(view->format, kind) || !is_width(view->itemsize, kind)) {
        PyErr_Format(PyExc_TypeError, "an array has items `%s`, not those of kind `%c`", view->format, kind);
    } else if (!shaped) {
        PyErr_Format(PyExc_ValueError, "an array has %d dimensions or a wrong number of columns", view->ndim);
    } else if ((uintptr_t)view->buf % (uintptr_t)view->itemsize) {
        PyErr_SetString(PyExc_ValueError, "an array is not aligned");
    } else {
        into->items = view->buf;
        into->length = view->len / view->itemsize;
        into->rows = view->ndim ? view->shape[0] : 1;
        into->columns = view->ndim == 2 ? view->shape[1] : 1;
        return 1;
    }
    PyBuffer_Release(view);
    return 0;
}

static int read_argument(Argument *into, char kind, char columns, PyObject *given)
{
    if (kind == 'n') {
        into->number = PyLong_AsLongLong(given);
        return !(into->number == -1 && PyErr_Occurred());
    }
    if (kind == 'r') {
        into->real = PyFloat_AsDouble(given);
        return !(into->real == -1.0 && PyErr_Occurred());
    }
    if (kind == 't') {
        into->tuple = given;
        return 1;
    }
    return read_array(into, kind, columns, given);
}

int read_arguments(Arguments *into, const char *kinds, PyObject *const *given, Py_ssize_t count)
{
    into->count = 0;
    while (*kinds) {
        char kind = *kinds++;
        char columns = *kinds && *kinds != ' ' ? *kinds++ : 0;
        kinds += *kinds == ' ';
        if (into->count == count) {
            PyErr_Format(PyExc_TypeError, "a loop takes more than %zd arguments", count);
            release_arguments(into);
            return 0;
        }
        Argument *argument = &into->of[into->count];
        argument->view.obj = NULL;
        if (!read_argument(argument, kind, columns, given[into->count])) {
            release_arguments(into);
            return 0;
        }
        into->count++;
    }
    if (into->count < count) {
        PyErr_Format(PyExc_TypeError, "a loop takes %d arguments, not %zd", into->count, count);
        release_arguments(into);
        return 0;
    }
    return 1;
}

void release_arguments(Arguments *held)
{
    while (held->count)
        if (held->of[--held->count].view.obj)
            PyBuffer_Release(&held->of[held->count].view);
}

PyObject *answer(Arguments *held, int64_t number)
{
    release_arguments(held);
    return PyLong_FromLongLong(number);
}

PyObject *answer_none(Arguments *held)
{
    release_arguments(held);
    Py_INCREF(Py_None);
    return Py_None;
}

PyObject *misused(Arguments *held, const char *what)
{
    release_arguments(held);
    PyErr_SetString(PyExc_ValueError, what);
    return NULL;
}

const char NO_MEMORY[] = "no memory";

PyObject *damaged(Arguments *held, const char *what)
{
    release_arguments(held);
    if (what == NO_MEMORY)
        return PyErr_NoMemory();
    PyObject *errors = PyImport_ImportModule("rasfoi.index.errors");
    const char *name = what == OUT_OF_TIME ? "SearchTimeout" : "IndexCorrupt";
    PyObject *type = errors ? PyObject_GetAttrString(errors, name) : NULL;
    if (type && what == OUT_OF_TIME)
        PyErr_SetNone(type);
    else if (type)
        PyErr_Format(type, "The index is altered: %s. Run `rasfoi rebuild`.", what);
    Py_XDECREF(type);
    Py_XDECREF(errors);
    return NULL;
}
