import Glibc
import WeirCore
import WeirModel

/// A request of a random client.
struct RandomRequest: CustomStringConvertible {
    var method: String
    var host: String
    var target: String
    /// `Name: value`, without `Host` and `Cookie`.
    var fields: [String]
    var cookies: String?
    /// As a trusted proxy names it.
    var client: String

    /// As it goes over the wire, but for the trusted proxy's field.
    var head: String {
        let lines = fields + (cookies.map { ["Cookie: \($0)"] } ?? [])
        return "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n\(lines.map { "\($0)\r\n" }.joined())\r\n"
    }

    /// As a command line has it.
    var arguments: [String] {
        ["-X", method, "--client", client] + fields.flatMap { ["-H", $0] } + (cookies.map { ["-b", $0] } ?? [])
            + ["http://\(host)\(target)"]
    }

    var description: String { "\(head)from \(client)" }
}

extension RandomSite {
    /// The key that signs the cookies of `Layout`.
    private static let ring = AffinityKeyRing(keys: [AffinityKey(bytes: Array(repeating: UInt8(ascii: "k"), count: 32))]
    )

    mutating func request() -> RandomRequest {
        let isSticky = chance(40)
        let host = one(of: [
            "a.test", "b.test", "B.Test:8080", "shop.test", "x.shop.test", "y.x.shop.test", "nobody.test",
        ])
        let client = one(of: ["10.1.2.\(number(255))", "203.0.113.\(number(255))", "2001:db8::\(number(99))"])
        var fields = ["X-Forwarded-For: \(client)", "X-User: user-\(number(500))"]
        if chance(50) { fields.append("X-Beta: \(number(2))") }
        if chance(15) { fields.append("X-Arm: arm-\(number(4))") }
        let method = one(of: ["GET", "GET", "GET", "GET", "POST", "HEAD", "DELETE"])
        if method == "POST" { fields.append("Content-Length: 0") }
        return RandomRequest(
            method: method, host: isSticky ? Self.stickyHost : host, target: target(), fields: fields,
            cookies: cookies(isSticky: isSticky), client: client)
    }

    private mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func target() -> String {
        let path = one(of: [
            "/", "/", "/cart", "/cart/1", "/c%61rtoon", "/a/../cart", "/v1/x", "/static/app.js", "/shop",
        ])
        let server = one(of: one(of: upstreams).servers).id
        return path + one(of: ["", "", "", "?sid=\(server)", "?page=a%20b&sid=nobody", "?page=a", "?page=", "?sid="])
    }

    private mutating func cookies(isSticky: Bool) -> String? {
        var pairs: [String] = []
        if chance(40) { pairs.append("plan=\(one(of: ["gold", "silver"]))") }
        if chance(10) { pairs.append("arm=arm-\(number(4))") }
        for name in ["SERVERID", "route"] where isSticky || chance(70) {
            pairs.append("\(name)=\(isSticky ? verified() : anyValue())")
        }
        return pairs.isEmpty ? nil : pairs.joined(separator: "; ")
    }

    /// A value that names a client, whatever else.
    private mutating func verified() -> String {
        sign(age: chance(15) ? 31 * 60 : 60)
    }

    private mutating func anyValue() -> String {
        switch number(100) {
        case ..<45: return sign(age: 60)
        case ..<55: return sign(age: 31 * 60)
        case ..<60: return sign(age: 60, since: 13 * 3600)
        case ..<65: return sign(age: -25 * 3600)
        case ..<70: return String(sign(age: 60).dropLast(4)) + "AAAA"
        case ..<75: return one(of: ["garbage", "", "%"])
        default: return one(of: one(of: upstreams).servers).id
        }
    }

    /// A value issued so many seconds ago, and first issued so many seconds ago.
    private mutating func sign(age: Int64, since: Int64 = 3600) -> String {
        let now = Int64(time(nil))
        let upstream = one(of: upstreams)
        var identity = CookieIdentity(client: random.next(), firstSeen: now - max(since, age), issued: now - age)
        if chance(85) {
            identity.server = Self.ring.serverIdentity(upstream: upstream.name, server: one(of: upstream.servers).id)
        }
        if let arm = armOfSomeSplit() { identity.arm = Self.ring.armIdentity(salt: arm.salt, arm: arm.name) }
        var bytes: [UInt8] = []
        Self.ring.sign(identity, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
