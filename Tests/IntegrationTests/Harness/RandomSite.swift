import WeirCore
import WeirModel

/// A random configuration and random requests for it; the same for the same seed.
///
/// Nothing is left to chance when it serves: upstreams of several servers balance by address, splits draw by address,
/// by a field that is always there, or, on the host `sticky.test`, by cookies that always verify.
struct RandomSite {
    struct Server {
        var id: String
        /// As YAML.
        var text: String
    }

    struct Upstream {
        var name: String
        var servers: [Server]
        var isPlain: Bool
    }

    private(set) var upstreams: [Upstream] = []
    private(set) var layout = Layout()
    var random: RandomSource
    private var arms: [String] = []

    static let hosts = ["a.test", "b.test", "shop.test", "*.shop.test"]
    static let stickyHost = "sticky.test"

    /// - Parameter origin: the address of a server that stands for all of them.
    init(seed: UInt64, origin: String) {
        random = RandomSource(seed: seed)
        let entries = (0..<Int.random(in: 2...5, using: &random)).map { upstream("up-\($0)", origin) }
        layout.upstreams = entries
        layout.routes = (0..<Int.random(in: 4...9, using: &random)).map { route("route-\($0)") }
        if chance(60) { layout.routes.append("{ name: rest, \(action("rest", isSticky: false)) }") }
    }

    /// True so many times of a hundred.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func one<Element>(of list: [Element]) -> Element {
        list[Int.random(in: list.indices, using: &random)]
    }

    // MARK: Upstreams

    private mutating func upstream(_ name: String, _ origin: String) -> String {
        let servers = (0..<Int.random(in: 1...4, using: &random)).map { server("\(name)-s\($0)", origin) }
        let balance = servers.count == 1 ? one(of: BalanceMethod.allCases).rawValue : "ip_hash"
        var keys = ["servers: [ \(servers.map(\.text).joined(separator: ", ")) ]", "balance: \(balance)"]
        let isPlain = chance(25)
        if chance(70) { keys.append("affinity: { \(affinity(isPlain: isPlain)) }") }
        upstreams.append(Upstream(name: name, servers: servers, isPlain: isPlain))
        return "\(name): { \(keys.joined(separator: ", ")) }"
    }

    private mutating func server(_ id: String, _ origin: String) -> Server {
        let state = one(of: ["ready", "ready", "ready", "ready", "drain", "maintenance"])
        let weight = one(of: [0, 1, 1, 1, 2, 5, 100])
        return Server(
            id: id,
            text: "{ id: \(id), address: \"\(origin)\", weight: \(weight), state: \(state), backup: \(chance(15)) }")
    }

    private mutating func affinity(isPlain: Bool) -> String {
        var keys = ["cookie: \(one(of: ["SERVERID", "SERVERID", "route"]))"]
        if isPlain { keys.append("mode: plain") }
        if chance(40) { keys.append("query: sid") }
        keys.append("on_drain: \(one(of: OnDrain.allCases).rawValue)")
        keys.append("on_down: \(one(of: OnDown.allCases).rawValue)")
        return keys.joined(separator: ", ")
    }

    // MARK: Routes

    private mutating func route(_ name: String) -> String {
        let isSticky = chance(35)
        var keys = ["name: \(name)"]
        if isSticky { keys.append("hosts: [\(Self.stickyHost)]") } else if chance(50) { keys.append(hosts()) }
        if chance(40) { keys.append("paths: [ \(path()), \(path()) ]") }
        if chance(15) { keys.append("methods: [\(one(of: ["GET", "POST", "HEAD", "DELETE"]))]") }
        if chance(20) { keys.append("headers: [ { name: x-beta, \(test(["0", "1"])) } ]") }
        if chance(15) { keys.append("query: [ { name: page, \(test(["a b", "a", "b"])) } ]") }
        if chance(15) { keys.append("cookies: [ { name: plan, \(test(["gold", "silver", "g"])) } ]") }
        if chance(15) { keys.append("clients: [\(one(of: ["10.0.0.0/8", "\"2001:db8::/32\"", "203.0.113.0/25"]))]") }
        // Without the cookie, chance would decide.
        if chance(10), !isSticky { keys.append("affinity: off") }
        keys.append(action(name, isSticky: isSticky))
        return "{ \(keys.joined(separator: ", ")) }"
    }

    private mutating func hosts() -> String {
        "hosts: [ \((0...1).map { _ in "\"\(one(of: Self.hosts))\"" }.joined(separator: ", ")) ]"
    }

    private mutating func path() -> String {
        one(of: [
            "/cart", "{ exact: / }", "{ exact: /cart }", "{ prefix: /static/ }", "{ regex: \"^/v[0-9]+/\" }", "/s",
        ])
    }

    private mutating func test(_ values: [String]) -> String {
        let value = "\"\(one(of: values))\""
        return one(of: [
            "exact: \(value)", "prefix: \(value)", "suffix: \(value)", "contains: \(value)", "regex: \(value)",
            "present: true", "present: false",
        ])
    }

    private mutating func action(_ route: String, isSticky: Bool) -> String {
        if chance(15) { return "redirect: { to: \"https://new.test/\", status: \(one(of: [301, 302, 307, 308])) }" }
        guard chance(isSticky ? 90 : 45) else { return "upstream: \(one(of: upstreams).name)" }
        let unit = one(of: isSticky ? ["client", "session", "ip"] : ["ip", "{ header: x-user }"])
        let arms = (0..<Int.random(in: 1...3, using: &random)).map { index in
            let upstream = one(of: upstreams).name
            return "{ name: arm-\(index), upstream: \(upstream), weight: \(one(of: [0, 1, 1, 5, 50])) }"
        }
        self.arms += arms.indices.map { "\(route)/arm-\($0)" }
        var keys = ["by: \(unit)", "arms: [ \(arms.joined(separator: ", ")) ]"]
        if chance(30) { keys.append("fallback: none") }
        if chance(40) { keys.append("force: { \(one(of: ["header: x-arm", "cookie: arm"])), clients: [10.0.0.0/8] }") }
        return "split: { \(keys.joined(separator: ", ")) }"
    }

    /// Salt and name of an arm, or of none.
    mutating func armOfSomeSplit() -> (salt: String, name: String)? {
        guard !arms.isEmpty, chance(60) else { return nil }
        let parts = one(of: arms).split(separator: "/")
        return (String(parts[0]), String(parts[1]))
    }
}
