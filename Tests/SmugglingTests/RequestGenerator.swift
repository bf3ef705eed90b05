import WeirCore

/// Makes what clients may send to be understood in two ways: whole requests of good and of odd parts, some of them with
/// bytes changed. The same seed makes the same bytes.
struct RequestGenerator {
    private var random: RandomSource

    init(seed: UInt64) {
        random = RandomSource(seed: seed)
    }

    mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    mutating func isLucky(_ parts: Int) -> Bool {
        Int.random(in: 0..<parts, using: &random) == 0
    }

    // MARK: HTTP/1.1

    /// One request or several on one connection.
    mutating func plain() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<(isLucky(2) ? 2 : 1) { bytes += request() }
        if isLucky(2) { bytes += Array("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n".utf8) }
        let changes = isLucky(2) ? 0 : Int.random(in: 1...2, using: &random)
        for _ in 0..<changes { change(&bytes) }
        return bytes
    }

    private mutating func request() -> [UInt8] {
        var lines = ["\(one(of: Self.methods)) \(one(of: Self.targets)) \(one(of: Self.versions))"]
        var fields = [one(of: Self.hosts)]
        for _ in 0..<Int.random(in: 0...2, using: &random) { fields.append(one(of: Self.fields)) }
        let body = one(of: Self.bodies)
        var content = ""
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: break
        case 2, 3:
            fields.append("Content-Length: \(body.utf8.count)")
            content = body
        case 4, 5:
            fields.append("Transfer-Encoding: chunked")
            content = chunked(body)
        default:
            fields.append(one(of: Self.framings))
            if isLucky(2) { fields.append(one(of: Self.framings)) }
            content = isLucky(2) ? chunked(body) : body
        }
        fields.shuffle(using: &random)
        lines += fields
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + content).utf8)
    }

    private mutating func chunked(_ body: String) -> String {
        let size = String(body.utf8.count, radix: 16)
        let first = body.isEmpty ? "" : size + one(of: Self.extensions) + "\r\n" + body + "\r\n"
        return first + one(of: ["0", "0", "0", "000", "0;x"]) + "\r\n" + one(of: Self.trailers) + "\r\n"
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard bytes.count > 2 else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = one(of: Self.nasty)
        case 1: bytes.insert(one(of: Self.nasty), at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(contentsOf: Array(one(of: Self.framings + Self.pieces).utf8), at: place)
        default:
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
            bytes.insert(contentsOf: bytes[place..<end], at: place)
        }
    }

    // MARK: HTTP/2

    /// A request on a stream: fields in order, and its body in parts. Nil: the head ends the stream.
    struct Stream {
        var fields: [(name: String, value: String)]
        var parts: [String]?
        var trailers: [(name: String, value: String)] = []

        func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
    }

    mutating func stream() -> Stream {
        let body = one(of: Self.bodies)
        var fields = [
            (name: ":method", value: one(of: Self.methods)), (name: ":scheme", value: one(of: Self.schemes)),
            (name: ":authority", value: one(of: Self.authorities)), (name: ":path", value: one(of: Self.targets)),
        ]
        if isLucky(8) { fields.shuffle(using: &random) }
        if isLucky(12) { fields.removeLast() }
        for _ in 0..<Int.random(in: 0...3, using: &random) { fields.append(one(of: Self.http2Fields)) }
        if isLucky(12) { fields.append(fields[0]) }
        if isLucky(3) {
            let count = isLucky(3) ? one(of: [0, 1, 35, 400]) : body.utf8.count
            fields.append((name: "content-length", value: String(count)))
        }
        if isLucky(4) {
            let index = Int.random(in: 0..<fields.count, using: &random)
            var name = Array(fields[index].name.utf8)
            var value = Array(fields[index].value.utf8)
            if isLucky(2) { change(&name) } else { change(&value) }
            fields[index] = (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
        guard !isLucky(3) else { return Stream(fields: fields, parts: nil) }
        let middle = body.index(body.startIndex, offsetBy: body.count / 2)
        let parts = isLucky(2) ? [body] : [String(body[..<middle]), String(body[middle...])]
        return Stream(fields: fields, parts: parts, trailers: isLucky(4) ? [one(of: Self.http2Fields)] : [])
    }
}

// MARK: Parts

extension RequestGenerator {
    private static let methods = ["GET", "GET", "POST", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "FROB", "get"]
    private static let schemes = ["http", "http", "http", "https", "HTTP", "ftp"]
    private static let versions = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0"]
    private static let targets = [
        "/", "/a", "/a?b=c", "/a/../b", "/%2e%2e/x", "//b/c", "/a;b", "/a%2fb", "*", "http://b/c", "/a\\b", "/?/%00",
        "http://a:81", "/<>", "/\u{7f}",
    ]
    private static let hosts = [
        "Host: a", "Host: a", "Host: a", "Host: a", "Host: a", "Host: a", "Host: a:80", "host:\ta \t", "Host: [::1]",
        "Host: a, b", "Host: b@a", "X: y",
    ]
    private static let authorities = ["a", "a", "a", "a", "a", "a", "a:80", "[::1]:81", "b@a", "", "a b", "a/b"]
    private static let fields = [
        "Accept: */*", "X-A: b", "Cookie: a=b; c=d", "Connection: close", "Connection: keep-alive",
        "Connection: content-length", "Connection: Upgrade", "Upgrade: h2c", "Upgrade: websocket",
        "HTTP2-Settings: AAMA", "TE: trailers", "Expect: 100-continue", "Trailer: X-Sum", "X-Request-Id: 1",
        "Content_Length: 35", "Transfer_Encoding: chunked", "X-Forwarded-For: 192.0.2.1", "Proxy-Connection: close",
        "Max-Forwards: 0", "X-Empty:", "X-Quoted: \"a,b\"", "Via: 1.1 x", "Keep-Alive: timeout=5", "Host: b",
        "X-High: \u{e9}",
    ]
    private static let http2Fields: [(name: String, value: String)] = [
        ("accept", "*/*"), ("x-a", "b"), ("cookie", "a=b"), ("cookie", "c=d"), ("te", "trailers"), ("te", "gzip"),
        ("connection", "close"), ("transfer-encoding", "chunked"), ("upgrade", "h2c"), ("host", "a"), ("host", "b"),
        ("x-b", "c\r\nx: y"), ("x-c", "d\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n"), ("x-d\r\nx", "y"),
        ("x-e:", "f"), ("X-F", "g"), ("x-g", " h"), ("x-h", "\0"), ("", "x"), (":path", "/b"),
        ("expect", "100-continue"),
        ("transfer_encoding", "chunked"), ("content_length", "3"), ("content-length", "3"), ("trailer", "x-sum"),
        ("x-sum", "1"), ("keep-alive", "1"), ("x-request-id", "1"), ("via", "2 x"), ("x-high", "\u{e9}"),
    ]
    private static let framings = [
        "Content-Length: 0", "Content-Length: 3", "Content-Length: 35", "Content-Length: 003", "Content-Length: +3",
        "Content-Length: 3, 3", "Content-Length: 3 ", "Content-Length:3", "Content-Length: 0x3", "Content-Length: ",
        "Content-Length: 18446744073709551619", "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked",
        "Transfer-Encoding: identity", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding:\tchunked", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked",
        "Transfer-Encoding: \u{b}chunked", "Transfer-Encoding: chunked\r\n ", "Transfer-Encoding: \"chunked\"",
    ]
    private static let bodies = [
        "", "abc", "0\r\n\r\n", "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "\r\n", "\0",
    ]
    private static let extensions = ["", "", "", ";x", ";x=y", " ;x", ";x=\"a;b\"", ";", " ", ";\n", ";\rx"]
    private static let trailers = ["", "", "X-Sum: 1\r\n", "Content-Length: 3\r\n", "Host: b\r\n", "X : y\r\n"]
    private static let pieces = [
        "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\r\n ", ": ", ", ", " HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "0\r\n\r\n", "chunked",
    ]
    private static let nasty: [UInt8] = [
        0, 9, 10, 11, 12, 13, 32, 34, 35, 44, 45, 47, 48, 49, 58, 59, 64, 65, 92, 95, 120, 127, 128, 133, 160, 255,
    ]
}
