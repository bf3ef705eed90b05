/// What must reach a server only where it stands for itself.
let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

/// Bytes by which a client tries to get a request past Weir that Weir does not see, and what is to become of them.
struct SmugglingAttempt: Sendable {
    /// What it is to end in; `end` is the word of the access log.
    enum Outcome: Sendable {
        /// Weir answers so and closes; no server sees anything.
        case refused(Int, end: String = "bad_request")
        /// Weir answers so and takes further requests; no server sees anything.
        case answered(Int, end: String)
        /// The beginning of a request reaches a server, and never its end. The client is answered so, and cut off.
        case cut(Int, end: String = "bad_request")
        /// A server gets this one request, without a body, before it shows that there is no such request. The stream
        /// is reset.
        case once(String, end: String = "bad_request")
        /// A server gets exactly these requests, as targets with bodies, each of which is logged.
        case passes([Forwarded])
    }

    /// A request as a server is to get it.
    struct Forwarded: Sendable, Equatable {
        var target: String
        var body = ""
        var host = "a"
    }

    var name: String
    var bytes: [UInt8]
    var outcome: Outcome

    init(_ name: String, _ text: String, _ outcome: Outcome) {
        self.init(name, bytes: Array(text.utf8), outcome)
    }

    init(_ name: String, bytes: [UInt8], _ outcome: Outcome) {
        self.name = name
        self.bytes = bytes
        self.outcome = outcome
    }

    /// A POST with these lines between its first and its empty one.
    static func post(_ lines: String..., body: String = "") -> String {
        "POST /carrier HTTP/1.1\r\nHost: a\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    /// A request on stream 1 of an HTTP/2 connection.
    ///
    /// - Parameters:
    ///   - replacing: pseudo-fields other than `POST`, `http`, `a` and `/carrier`; an empty value leaves one out.
    ///   - fields: what follows them, as they are.
    ///   - body: nil: the head ends the stream.
    ///   - trailers: end the stream, if there are any.
    static func http2(
        _ name: String, replacing: [String: String] = [:], fields: [(String, String)] = [], body: String? = nil,
        trailers: [(String, String)] = [], _ outcome: Outcome
    ) -> SmugglingAttempt {
        var pseudo = [":method": "POST", ":scheme": "http", ":authority": "a", ":path": "/carrier"]
        pseudo.merge(replacing) { $1 }
        let first = pseudo.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let hasMore = body != nil || !trailers.isEmpty
        var frames = [
            Frame(type: Frame.settings),
            Frame(
                type: Frame.headers, flags: Frame.endHeaders | (hasMore ? 0 : Frame.endStream), stream: 1,
                payload: Frame.literals(first + fields)),
        ]
        if let body {
            frames.append(
                Frame(
                    type: Frame.data, flags: trailers.isEmpty ? Frame.endStream : 0, stream: 1,
                    payload: Array(body.utf8)))
        }
        if !trailers.isEmpty {
            frames.append(
                Frame(
                    type: Frame.headers, flags: Frame.endHeaders | Frame.endStream, stream: 1,
                    payload: Frame.literals(trailers)))
        }
        return SmugglingAttempt(name, bytes: Frame.preface + frames.flatMap(\.bytes), outcome)
    }
}

extension Frame {
    /// What a client's first bytes are (RFC 9113 §3.4).
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// A header block of literals, neither indexed nor compressed (RFC 7541 §6.2.2), whatever is in them.
    static func literals(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + string($0.0) + string($0.1) }
    }

    private static func string(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        let rest = bytes.count - 127
        return [127] + (rest < 128 ? [UInt8(rest)] : [UInt8(rest & 127) | 128, UInt8(rest >> 7)]) + bytes
    }
}
