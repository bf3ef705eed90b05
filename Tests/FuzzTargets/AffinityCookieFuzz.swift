import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// Affinity cookies: what no key of ours signed is never believed, what it signed is, and the `Cookie` field is taken
/// apart as a simple reader would.
///
/// The first byte chooses between signed and plain, all others are the field's value. A byte 1 in it stands for a
/// cookie that Weir signed, 2 for one with a change made by the two bytes behind it, an LF for another `Cookie` field.
enum AffinityCookieFuzz {
    private static let name = "SERVERID"
    private static let servers = ["web-1", "b;c=d", "50%", "größe"]
    private static let settings = Affinity(cookie: name)
    private static let ring = AffinityKeyRing(keys: [AffinityKey(bytes: Array("a key of these tests".utf8))])
    private static let now = Moment(monotonic: 1_000_000_000, wall: 1_800_000_000_000_000)
    private static let client = IPAddress(v4: 0xc000_0207)
    private static let signed = snapshot(.signed)
    private static let plain = snapshot(.plain)

    static func run(_ input: [UInt8]) throws(Violation) {
        guard let choice = input.first else { return }
        let value = Array(input.dropFirst())
        try checkReading(value)
        try checkTampering(value)
        try checkRequest(value, choice)
    }

    private static func snapshot(_ mode: AffinityMode) -> Snapshot {
        let servers = servers.enumerated().map { index, id in
            Server(id: id, address: .ip(IPAddress(v4: 0x0a00_0001), port: 8000 + index))
        }
        let affinity = Affinity(cookie: name, mode: mode)
        let upstream = Upstream(name: "web", servers: servers, affinity: affinity)
        let route = Route(name: "all", action: .upstream(0))
        return Snapshot(
            configuration: Configuration(upstreams: [upstream], routes: [route]), keys: ring, generation: 1, now: now)
    }

    /// A cookie that names the server, made now.
    private static func genuine(_ server: Int) -> [UInt8] {
        let identity = CookieIdentity(
            client: 7, server: ring.serverIdentity(upstream: "web", server: servers[server]),
            firstSeen: now.wall / 1_000_000, issued: now.wall / 1_000_000)
        var text: [UInt8] = []
        ring.sign(identity, into: &text)
        return text
    }

    /// Whatever is believed is, to the byte, what signing it gives.
    private static func checkReading(_ value: [UInt8]) throws(Violation) {
        switch ring.read(value.span, settings: settings, now: now) {
        case .malformed, .forged: break
        case .verified(let identity), .expired(let identity, lifetimePassed: true):
            var again: [UInt8] = []
            ring.sign(identity, into: &again)
            try require(again == value, "believed, but not what is signed: \(visible(value))")
        case .expired: break
        }
    }

    /// Any identity survives; changed in any way it does not.
    private static func checkTampering(_ bytes: [UInt8]) throws(Violation) {
        func number(_ index: Int) -> UInt64 {
            bytes.dropFirst(index).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        let seconds = now.wall / 1_000_000
        let identity = CookieIdentity(
            client: number(0), arm: number(3), server: number(6), firstSeen: seconds - Int64(number(9) % 40_000),
            issued: seconds)
        var text: [UInt8] = []
        ring.sign(identity, into: &text)
        try require(
            ring.read(text.span, settings: settings, now: now) == .verified(identity), "what is signed is not believed")
        let original = text
        for index in stride(from: 0, to: min(bytes.count, 8) - 1, by: 2) {
            text[Int(bytes[index]) % text.count] ^= bytes[index + 1]
        }
        if bytes.count.isMultiple(of: 7), !bytes.isEmpty { text.removeLast(Int(bytes[0]) % text.count) }
        guard text != original else { return }
        switch ring.read(text.span, settings: settings, now: now) {
        case .malformed, .forged: break
        case .verified, .expired: throw Violation("a changed cookie is believed: \(visible(text))")
        }
    }

    // MARK: Requests

    private static func checkRequest(_ value: [UInt8], _ choice: UInt8) throws(Violation) {
        let text = Array("GET / HTTP/1.1\r\nHost: a\r\nCookie: ".utf8) + expanded(value) + Array("\r\n\r\n".utf8)
        var buffer = ByteBuffer(bytes: text)
        var decoder = RequestDecoder(limits: Limits())
        var head = RequestHead()
        guard case .head(let framing) = decoder.decode(&buffer, into: &head),
            let sent = try? StrictRequest(headIn: text)
        else { return }
        let cookies = cookies(sent)
        try checkScanner(head, cookies)
        try ForwardedRequestCheck(head: head, framing: framing, sent: sent, choice: 2).run()
        let mine = cookies.first { $0.name.elementsEqual(name.utf8) }?.value
        let snapshot = choice & 1 == 0 ? signed : plain
        var world = World(snapshot: snapshot, seed: 1)
        let plan = Dispatch.plan(head, client: client, world: &world, now: now)
        try require(plan.outcome == .forward && plan.server != nil, "not forwarded")
        if choice & 1 == 0 { try checkSigned(mine, plan) } else { try checkPlain(mine, plan) }
        try checkMemory(head, plan, snapshot, known: Int(choice >> 1) % servers.count)
        try checkSetCookie(plan, snapshot)
    }

    private static func expanded(_ value: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < value.count {
            switch value[index] {
            case 1: text += genuine(index % servers.count)
            case 2:
                var cookie = genuine(index % servers.count)
                if index + 2 < value.count { cookie[Int(value[index + 1]) % cookie.count] ^= value[index + 2] }
                text += cookie
                index += 2
            case 10: text += Array("\r\nCookie: ".utf8)
            default: text.append(value[index])
            }
            index += 1
        }
        return text
    }

    private struct Cookie: Equatable {
        var name: [UInt8]
        var value: [UInt8]
    }

    /// Every pair of every field that has a name.
    private static func cookies(_ request: StrictRequest) -> [Cookie] {
        request.head.values("cookie").flatMap(ForwardedRequestCheck.pairs).compactMap { pair in
            guard let equals = pair.firstIndex(of: 61) else { return nil }
            let name = StrictReader.trimmed(pair[..<equals])
            return name.isEmpty ? nil : Cookie(name: name, value: StrictReader.trimmed(pair[(equals + 1)...]))
        }
    }

    private static func checkScanner(_ head: RequestHead, _ cookies: [Cookie]) throws(Violation) {
        var scanner = CookieScanner()
        var found: [Cookie] = []
        while let cookie = scanner.next(in: head.block) {
            let bytes = head.block.bytes
            found.append(Cookie(name: Array(bytes[cookie.name.range]), value: Array(bytes[cookie.value.range])))
        }
        try require(found == cookies, "\(found.count) cookies are read, not \(cookies.count)")
    }

    /// A connection that is known by a genuine cookie, or by this very one, believes no more and no less.
    private static func checkMemory(
        _ head: RequestHead, _ plan: Plan, _ snapshot: Snapshot, known: Int
    ) throws(Violation) {
        var memory = CookieMemory()
        var world = World(snapshot: snapshot, seed: 1)
        let cookie = Array((name + "=").utf8) + genuine(known)
        if let first = decoded(cookies: cookie) {
            _ = Dispatch.plan(first, client: client, world: &world, memory: &memory, now: now)
        }
        for _ in 0..<2 {
            world = World(snapshot: snapshot, seed: 1)
            let other = Dispatch.plan(head, client: client, world: &world, memory: &memory, now: now)
            try require(
                other.verdict == plan.verdict, "\(other.verdict) where the client is known, else \(plan.verdict)")
            try require(other.cookie == plan.cookie, "another cookie where the client is known")
            try require(plan.verdict != .valid || other.server == plan.server, "another server where it is known")
        }
    }

    /// A request with this `Cookie` field.
    private static func decoded(cookies: [UInt8]) -> RequestHead? {
        let text = Array("GET / HTTP/1.1\r\nHost: a\r\nCookie: ".utf8) + cookies + Array("\r\n\r\n".utf8)
        var buffer = ByteBuffer(bytes: text)
        var decoder = RequestDecoder(limits: Limits())
        var head = RequestHead()
        guard case .head = decoder.decode(&buffer, into: &head) else { return nil }
        return head
    }

    private static func checkSigned(_ cookie: [UInt8]?, _ plan: Plan) throws(Violation) {
        guard let cookie else { return try require(plan.verdict == .none, "\(plan.verdict) without a cookie") }
        if let server = servers.indices.first(where: { genuine($0) == cookie }) {
            try require(plan.verdict == .valid && plan.server == server, "\(plan.verdict) for a cookie of ours")
        } else {
            try require(plan.verdict == .malformed || plan.verdict == .forged, "\(plan.verdict): \(visible(cookie))")
        }
    }

    private static func checkPlain(_ cookie: [UInt8]?, _ plan: Plan) throws(Violation) {
        guard let cookie else { return try require(plan.verdict == .none, "\(plan.verdict) without a cookie") }
        if cookie.isEmpty { return try require(plan.verdict == .malformed, "\(plan.verdict) for an empty cookie") }
        let text = decoded(cookie)
        if let server = servers.firstIndex(where: { text.elementsEqual($0.utf8) }) {
            try require(plan.verdict == .valid && plan.server == server, "\(plan.verdict) for \(servers[server])")
        } else {
            try require(plan.verdict == .unknown, "\(plan.verdict) for \(visible(cookie))")
        }
    }

    private static func decoded(_ value: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < value.count {
            let digits = value.dropFirst(index + 1).prefix(2)
            let isEscape = value[index] == 37 && digits.count == 2 && digits.allSatisfy(isHexDigit)
            if isEscape, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) {
                text.append(byte)
                index += 3
            } else {
                text.append(value[index])
                index += 1
            }
        }
        return text
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        "0123456789abcdefABCDEF".utf8.contains(byte)
    }

    /// What is set is a cookie, and brings its bearer back to the server that answered.
    private static func checkSetCookie(_ plan: Plan, _ snapshot: Snapshot) throws(Violation) {
        var bytes: [UInt8] = []
        guard
            Dispatch.setCookie(
                for: plan, answeredBy: plan.server, overTLS: true, snapshot: snapshot, now: now, into: &bytes)
        else { return try require(bytes.isEmpty, "a cookie that is not set") }
        let isClean = bytes.allSatisfy { $0 >= 32 && $0 < 127 }
        try require(isClean && bytes.starts(with: Array((name + "=").utf8)), "a bad cookie: \(visible(bytes))")
        guard let head = decoded(cookies: Array(bytes.prefix { $0 != 59 })) else {
            throw Violation("the cookie set is refused: \(visible(bytes))")
        }
        var world = World(snapshot: snapshot, seed: 2)
        let next = Dispatch.plan(head, client: client, world: &world, now: now)
        try require(next.verdict == .valid && next.server == plan.server, "the cookie set leads elsewhere")
    }
}
