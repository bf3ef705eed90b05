"""Header compression (RFC 7541, RFC 9113 §4.3)."""

from client import Failure, Server
from wire import (
    COMPRESSION_ERROR, CONTINUATION, END_HEADERS, END_STREAM, HEADERS, HEADER_TABLE_SIZE, block, frame, headers,
    indexed, indexing, integer, literal, table_size, text,
)

from .case import case, origin_case


def cannot_be_decoded(server: Server, rest: bytes, before: bytes = b"") -> None:
    client = server.connect()
    client.send(headers(1, before + block(client.head()) + rest))
    client.expect_connection_error(COMPRESSION_ERROR)


@case
def index_0(server: Server) -> None:
    """RFC 7541 6.1: index 0 is a decoding error, which 4.3 makes a connection error COMPRESSION_ERROR."""
    cannot_be_decoded(server, indexed(0))


@case
def index_beyond_the_tables(server: Server) -> None:
    """RFC 7541 2.3.3: so is an index beyond both tables."""
    cannot_be_decoded(server, indexed(62))


@case
def name_index_beyond_the_tables(server: Server) -> None:
    """RFC 7541 2.3.3: also where it stands for a name only."""
    cannot_be_decoded(server, literal(70, b"value"))


@case
def index_far_beyond(server: Server) -> None:
    """RFC 7541 5.1: also where it takes several bytes."""
    cannot_be_decoded(server, indexed(1 << 20))


@case
def integer_without_end(server: Server) -> None:
    """RFC 7541 5.1: integers beyond what one can hold are decoding errors."""
    cannot_be_decoded(server, b"\xff" + b"\xff" * 12 + b"\x01")


@case
def table_larger_than_allowed(server: Server) -> None:
    """RFC 7541 6.3: a table size beyond SETTINGS_HEADER_TABLE_SIZE is a decoding error."""
    client = server.connect()
    limit = client.server_settings.get(HEADER_TABLE_SIZE, 4096)
    client.send(headers(1, table_size(limit + 1) + block(client.head())))
    client.expect_connection_error(COMPRESSION_ERROR)


@case
def table_size_behind_fields(server: Server) -> None:
    """RFC 7541 4.2: a table size behind a field is a decoding error."""
    cannot_be_decoded(server, table_size(100))


@case
def table_size_behind_an_index(server: Server) -> None:
    """RFC 7541 4.2: also behind a field that is an index only."""
    cannot_be_decoded(server, b"", before=indexed(2) + table_size(0))


@case
def huffman_padding_of_zeros(server: Server) -> None:
    """RFC 7541 5.2: padding that is not the start of EOS is a decoding error."""
    # `a` is 00011; the other three bits should be ones.
    cannot_be_decoded(server, b"\0" + text(b"x-name") + b"\x81\x18")


@case
def huffman_padding_too_long(server: Server) -> None:
    """RFC 7541 5.2: padding of more than 7 bits is a decoding error."""
    cannot_be_decoded(server, b"\0" + text(b"x-name") + b"\x82\x1f\xff")


@case
def huffman_end_of_string(server: Server) -> None:
    """RFC 7541 5.2: EOS within a string is a decoding error."""
    cannot_be_decoded(server, b"\0" + text(b"x-name") + b"\x84\xff\xff\xff\xff")


@case
def string_longer_than_the_block(server: Server) -> None:
    """RFC 9113 4.3: a block that ends within a string cannot be decoded."""
    cannot_be_decoded(server, b"\0" + text(b"x-name") + integer(100, 7) + b"short")


@case
def block_that_ends_within_a_number(server: Server) -> None:
    """RFC 9113 4.3: nor can one that ends within a number."""
    cannot_be_decoded(server, b"\xff")


@case
def name_without_value(server: Server) -> None:
    """RFC 9113 4.3: nor one that ends behind a name."""
    cannot_be_decoded(server, b"\0" + text(b"x-name"))


@case
def error_in_continuation(server: Server) -> None:
    """RFC 9113 4.3: the pieces of a block are one; an error in a later one is the same error."""
    client = server.connect()
    client.send(frame(HEADERS, END_STREAM, 1, block(client.head())), frame(CONTINUATION, END_HEADERS, 1, indexed(0)))
    client.expect_connection_error(COMPRESSION_ERROR)


@case
def error_in_trailers(server: Server) -> None:
    """RFC 9113 4.3: it is no other in trailers."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(headers(1, indexed(0)))
    client.expect_connection_error(COMPRESSION_ERROR)


@case
def static_table(server: Server) -> None:
    """RFC 7541 A: names and values of the static table."""
    client = server.connect()
    scheme = indexed(7 if server.tls else 6)
    client.send(headers(1, indexed(2) + scheme + indexed(4) + literal(1, server.authority) + literal(58, b"test")))
    client.expect_status(1)


@origin_case
def huffman_coding(server: Server) -> None:
    """RFC 7541 5.2: strings may be Huffman-coded: names, values, pseudo-fields."""
    client = server.connect()
    # `www.example.com`, as in C.4.1; its use here is as a value.
    coded = bytes.fromhex("8cf1e3c2e5f23a6ba0ab90f4ff")
    client.send(headers(1, block(client.head(b"GET", b"/echo")) + b"\0" + text(b"x-name") + coded))
    if b'"www.example.com"' not in client.expect_status(1, 200).body:
        raise Failure("the value did not arrive")


@origin_case
def dynamic_table(server: Server) -> None:
    """RFC 7541 2.3.2: a field that entered the table can be named by its index in later requests."""
    client = server.connect()
    fields = block(client.head(b"GET", b"/echo"))
    client.send(headers(1, fields + indexing(b"x-first", b"one") + indexing(b"x-second", b"two")))
    client.expect_status(1, 200)
    # The youngest has the lowest index.
    client.send(headers(3, fields + indexed(63) + literal(62, b"three")))
    body = client.expect_status(3, 200).body.lower()
    if b'["x-first", "one"]' not in body or b'["x-second", "three"]' not in body:
        raise Failure("the fields did not arrive")


@origin_case
def eviction(server: Server) -> None:
    """RFC 7541 4.4: the oldest entries leave a full table, so that an index means the remaining ones."""
    client = server.connect()
    fields = block(client.head(b"GET", b"/echo"))
    entries = b"".join(indexing(b"x-%d" % number, b"v" * 1000) for number in range(1, 6))
    client.send(headers(1, fields + entries))
    client.expect_status(1, 200)
    client.send(headers(3, fields + indexed(64)))
    if b'["x-3", ' not in client.expect_status(3, 200).body.lower():
        raise Failure("the index means another field")


@case
def evicted_entry(server: Server) -> None:
    """RFC 7541 4.4: an entry that has left the table can be named no more."""
    client = server.connect()
    fields = block(client.head())
    entries = b"".join(indexing(b"x-%d" % number, b"v" * 1000) for number in range(1, 6))
    client.send(headers(1, fields + entries))
    client.expect_status(1)
    client.send(headers(3, fields + indexed(65)))
    client.expect_connection_error(COMPRESSION_ERROR)


@case
def entry_larger_than_the_table(server: Server) -> None:
    """RFC 7541 4.4: an entry larger than the table empties it, and is no error."""
    client = server.connect()
    fields = block(client.head())
    client.send(headers(1, fields + indexing(b"x-small", b"1") + indexing(b"x-large", b"v" * 5000)))
    client.expect_status(1)
    client.send(headers(3, fields + indexed(62)))
    client.expect_connection_error(COMPRESSION_ERROR)


@case
def smaller_table(server: Server) -> None:
    """RFC 7541 4.3: a table made smaller loses its entries."""
    client = server.connect()
    fields = block(client.head())
    client.send(headers(1, fields + indexing(b"x-small", b"1")))
    client.expect_status(1)
    client.send(headers(3, table_size(0) + fields + indexed(62)))
    client.expect_connection_error(COMPRESSION_ERROR)


@origin_case
def two_table_sizes(server: Server) -> None:
    """RFC 7541 4.2: a block may begin with two sizes, to empty the table and make it large again."""
    client = server.connect()
    fields = block(client.head(b"GET", b"/echo"))
    client.send(headers(1, table_size(0) + table_size(4096) + fields + indexing(b"x-first", b"one")))
    client.expect_status(1, 200)
    client.send(headers(3, fields + indexed(62)))
    if b'["x-first", "one"]' not in client.expect_status(3, 200).body.lower():
        raise Failure("the field did not arrive")


@origin_case
def literals_do_not_enter_the_table(server: Server) -> None:
    """RFC 7541 6.2.2, 6.2.3: literals without indexing, and those never to be indexed, leave the table as it is."""
    client = server.connect()
    fields = block(client.head(b"GET", b"/echo"))
    never = b"\x10" + text(b"x-never") + text(b"3")
    client.send(headers(1, fields + indexing(b"x-first", b"one") + literal(b"x-plain", b"2") + never))
    client.expect_status(1, 200)
    client.send(headers(3, fields + indexed(62)))
    if b'["x-first", "one"]' not in client.expect_status(3, 200).body.lower():
        raise Failure("the index means another field")


@case
def blocks_of_malformed_requests_count(server: Server) -> None:
    """RFC 9113 4.3: the table is kept up to date also by requests that are refused."""
    client = server.connect()
    client.send(headers(1, block(client.head(b"GET", b"/", (b"connection", b"x"))) + indexing(b"x-first", b"one")))
    client.expect_malformed(1)
    client.send(headers(3, block(client.head()) + indexed(62)))
    client.expect_status(3)


@case
def empty_value(server: Server) -> None:
    """RFC 7541 5.2: strings may be empty."""
    client = server.connect()
    client.send(headers(1, block(client.head()) + literal(b"x-empty", b"")))
    client.expect_status(1)
