import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// Holds a request as Weir writes it to a server against what a client sent: a list of rules, applied one by one, that
/// knows nothing of how the writer goes about it.
struct ForwardedRequestCheck {
    let head: RequestHead
    let framing: RequestFraming
    let sent: StrictRequest
    /// Bits of it are the facts.
    let choice: UInt8

    private var facts: ForwardingFacts {
        var facts = ForwardingFacts(
            peer: PeerTexts(
                peer: Array((choice & 0x10 == 0 ? "192.0.2.1" : "2001:db8::1").utf8), isTrusted: choice & 1 != 0,
                isSecure: choice & 0x20 != 0, listenerPort: Array("443".utf8), defaultAuthority: Array("origin".utf8)))
        facts.hiddenCookie = choice & 2 != 0 ? Array("SERVERID".utf8) : []
        facts.writesForwarded = choice & 4 != 0
        facts.closesConnection = choice & 8 != 0
        facts.client = Array("192.0.2.9".utf8)
        facts.requestID = Array("an-id".utf8)
        return facts
    }

    func run() throws(Violation) {
        let facts = facts
        var output = ByteBuffer()
        RequestWriter.write(head, framing: framing, facts: facts, into: &output)
        let bytes = Array(output.readableBytesView)
        let written = try read(bytes)
        try require(written.end == bytes.count, "more than one head is written: \(visible(bytes))")
        try require(written.method == sent.method, "another method is written")
        let target = sent.forwardedTarget
        try require(written.target == target, "\(visible(written.target)) is written, not \(visible(target))")
        try require(written.framing == sent.framing, "the framing is written as \(written.framing)")
        try require(written.head.startLine.ends(with: " HTTP/1.1"), "another version is written")
        try checkOwnFields(written, facts)
        let passed = written.head.fields.filter { !Self.own.contains(String(decoding: $0.name, as: UTF8.self)) }
        let expected = expectedFields(facts)
        try require(passed == expected, "\(Self.text(passed)) pass, not \(Self.text(expected))")
    }

    private func read(_ bytes: [UInt8]) throws(Violation) -> StrictRequest {
        do throws(StrictReader.Malformed) {
            if let request = try StrictRequest(headIn: bytes) { return request }
            throw StrictReader.Malformed("not complete")
        } catch {
            throw Violation("what is written is no request: \(error.reason): \(visible(bytes))")
        }
    }

    // MARK: Fields

    /// Written by Weir alone, or about one connection: none of a client's own pass, or they are looked at apart.
    private static let own: Set<String> = [
        "host", "cookie", "max-forwards", "x-forwarded-for", "x-real-ip", "x-forwarded-proto", "x-forwarded-host",
        "x-forwarded-port", "x-request-id", "forwarded", "via", "x-load-balancer", "te", "connection", "expect",
        "transfer-encoding", "content-length",
    ]
    private static let dropped: Set<String> = own.union([
        "http2-settings", "keep-alive", "proxy-authorization", "proxy-connection", "proxy", "close",
    ])

    /// Whether fields of that name, in lower case, pass as they are from any client, unless `Connection` names them.
    static func isOpaque(_ name: [UInt8]) -> Bool {
        let text = String(decoding: name, as: UTF8.self)
        let plain = text.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
        return !dropped.contains(text) && !imitable.contains(plain) && !["trailer", "upgrade"].contains(text)
    }

    private var nominated: [[UInt8]] {
        StrictReader.members(sent.head.values("connection"))
    }

    private func expectedFields(_ facts: ForwardingFacts) -> [StrictField] {
        let nominated = nominated
        return sent.head.fields.filter { field in
            let name = String(decoding: field.name, as: UTF8.self)
            let plain = name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
            if name == "upgrade" { return framing.upgrade == .fields }
            if Self.dropped.contains(name) || nominated.contains(field.name) { return false }
            if name != plain, Self.imitable.contains(plain) { return false }
            return name != "trailer" || framing.body == .chunked
        }
    }

    /// Not to be imitated by names with `_`.
    private static let imitable: Set<String> = [
        "x-forwarded-for", "x-real-ip", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-request-id",
        "x-load-balancer", "transfer-encoding", "content-length",
    ]

    private func checkOwnFields(_ written: StrictRequest, _ facts: ForwardingFacts) throws(Violation) {
        func values(_ name: String) -> [[UInt8]] { written.head.values(name) }
        let authority = Array(head.block.bytes[head.authority.range])
        try require(values("host") == [authority.isEmpty ? facts.peer.defaultAuthority : authority], "another Host")
        for name in ["x-forwarded-for", "x-real-ip", "x-request-id", "x-load-balancer"] {
            try require(values(name).count == 1, "\(values(name).count) of \(name)")
        }
        try require(
            values("x-forwarded-for")[0].ends(with: facts.peer.peer), "X-Forwarded-For does not end with the peer")
        let believed = facts.peer.isTrusted ? sent.head.values("x-forwarded-for").filter { !$0.isEmpty } : []
        let chain = (believed + [facts.peer.peer]).map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        try require(
            values("x-forwarded-for").map { String(decoding: $0, as: UTF8.self) } == [chain], "another X-Forwarded-For")
        for name in ["x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"] where !facts.peer.isTrusted {
            try require(values(name).count <= 1, "an untrusted \(name) passes")
        }
        if facts.peer.isTrusted { try checkBelieved(written) }
        let forwarded =
            (facts.peer.isTrusted ? sent.head.values("forwarded").count : 0) + (facts.writesForwarded ? 1 : 0)
        try require(values("forwarded").count == forwarded, "\(values("forwarded").count) of Forwarded")
        try require(values("via").last?.ends(with: Array(" weir".utf8)) == true, "Via does not end with us")
        try checkConnection(written, facts)
        try checkCookies(values("cookie"), facts)
    }

    private func checkBelieved(_ written: StrictRequest) throws(Violation) {
        for name in ["x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"] {
            let believed = sent.head.values(name)
            guard !believed.isEmpty else { continue }
            try require(written.head.values(name) == believed, "a trusted peer's \(name) is lost")
        }
    }

    private func checkConnection(_ written: StrictRequest, _ facts: ForwardingFacts) throws(Violation) {
        let options = StrictReader.members(written.head.values("connection")).map {
            String(decoding: $0, as: UTF8.self)
        }
        let hasUpgrade = !written.head.values("upgrade").isEmpty
        try require((framing.upgrade == .fields) == options.contains("upgrade"), "the option upgrade")
        try require(hasUpgrade == (framing.upgrade == .fields), "Upgrade and its option part")
        try require(options.contains("te") == !written.head.values("te").isEmpty, "TE and its option part")
        let expects = written.head.values("expect").map { String(decoding: $0, as: UTF8.self) }
        try require(expects == (framing.expectsContinue ? ["100-continue"] : []), "Expect: \(expects)")
    }

    /// The client's cookies but the hidden one, in order and in one field.
    private func checkCookies(_ written: [[UInt8]], _ facts: ForwardingFacts) throws(Violation) {
        let isNominated = nominated.contains(Array("cookie".utf8))
        let fields = isNominated ? [] : sent.head.values("cookie")
        let hidden = facts.hiddenCookie
        let pairs = fields.flatMap(Self.pairs).filter { hidden.isEmpty || Self.name(of: $0) != hidden }
        try require(written.count <= 1, "\(written.count) Cookie fields")
        let kept = written.flatMap(Self.pairs)
        try require(kept == pairs, "cookies: \(visible(Array(kept.joined(separator: [59]))))")
    }

    static func pairs(_ value: [UInt8]) -> [[UInt8]] {
        value.split(separator: 59).map(StrictReader.trimmed).filter { !$0.isEmpty }
    }

    static func name(of pair: [UInt8]) -> [UInt8] {
        StrictReader.trimmed(pair.prefix { $0 != 61 })
    }

    private static func text(_ fields: [StrictField]) -> String {
        "[" + fields.map { visible($0.name) + ": " + visible($0.value) }.joined(separator: ", ") + "]"
    }
}

extension [UInt8] {
    func ends(with text: String) -> Bool { ends(with: Array(text.utf8)) }

    func ends(with other: [UInt8]) -> Bool {
        count >= other.count && self[(count - other.count)...].elementsEqual(other)
    }
}
