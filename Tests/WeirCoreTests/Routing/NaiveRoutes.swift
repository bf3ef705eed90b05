import WeirCore
import WeirModel

/// What a request says, as text: the oracle's own copy, read by nothing of the code under test.
struct NaiveRequest {
    var method = "GET"
    var host = "example.com"
    var path = "/"
    var query: [(String, String)] = []
    var headers: [(String, String)] = []
    var cookies: [(String, String)] = []
    var client = IPAddress(v4: 0x7f00_0001)

    var head: RequestHead {
        let text = query.map { $0.1.isEmpty ? $0.0 : "\($0.0)=\($0.1)" }.joined(separator: "&")
        let cookie = cookies.map { "\($0.0)=\($0.1)" }.joined(separator: "; ")
        return .testing(
            method, host: host, path + (text.isEmpty ? "" : "?" + text),
            fields: headers + (cookie.isEmpty ? [] : [("Cookie", cookie)]))
    }
}

/// Routes looked at one after the other, by the words of the contract.
enum NaiveRoutes {
    static func match(_ routes: [Route], _ request: NaiveRequest) -> Int? {
        routes.firstIndex { failure($0.conditions, request) == nil }
    }

    static func failure(_ conditions: RouteConditions, _ request: NaiveRequest) -> RouteCondition? {
        var name = request.host.lowercased()
        if let colon = name.firstIndex(of: ":") { name = String(name[..<colon]) }
        if name.hasSuffix(".") { name.removeLast() }
        if !any(conditions.hosts, { fits($0, name) }) { return .hosts }
        if !any(conditions.paths, { fits($0, request.path) }) { return .paths }
        if !any(conditions.methods, { $0 == request.method }) { return .methods }
        let headers = request.headers.map { ($0.0.lowercased(), $0.1) } + [("host", request.host)]
        if !any(conditions.headers, { fits($0, headers) }) { return .headers }
        if !any(conditions.query, { fits($0, request.query) }) { return .query }
        if !any(conditions.cookies, { fits($0, request.cookies) }) { return .cookies }
        if !any(conditions.clients, { $0.contains(request.client) }) { return .clients }
        return nil
    }

    private static func any<Entry>(_ list: [Entry], _ holds: (Entry) -> Bool) -> Bool {
        list.isEmpty || list.contains(where: holds)
    }

    private static func fits(_ pattern: HostPattern, _ host: String) -> Bool {
        switch pattern {
        case .exact(let name): host == name
        case .wildcard(let domain): host.hasSuffix("." + domain) && host.count > domain.count + 1
        }
    }

    private static func fits(_ pattern: PathPattern, _ path: String) -> Bool {
        switch pattern {
        case .exact(let text): path == text
        case .prefix(let text): path.hasPrefix(text)
        case .regex(let pattern): PatternMatcher(pattern).matches(Array(path.utf8).span)
        }
    }

    private static func fits(_ condition: FieldCondition, _ pairs: [(String, String)]) -> Bool {
        let values = pairs.filter { $0.0 == condition.name }.map(\.1)
        return switch condition.test {
        case .exact(let text): values.contains(text)
        case .prefix(let text): values.contains { $0.hasPrefix(text) }
        case .suffix(let text): values.contains { $0.hasSuffix(text) }
        case .contains(let text): values.contains { text.isEmpty || $0.firstRange(of: text) != nil }
        case .regex(let pattern): values.contains { PatternMatcher(pattern).matches(Array($0.utf8).span) }
        case .present: !values.isEmpty
        case .absent: values.isEmpty
        }
    }
}

/// Random routes and requests out of few words, so that they meet often.
struct RandomRoutes {
    var random: RandomSource

    private static let hosts = ["a.test", "b.test", "x.a.test", "y.x.a.test", "test", "c.b.test"]
    private static let paths = ["/", "/a", "/a/", "/a/b", "/ab", "/b", "/b/c/d", "/longer/path/here"]
    private static let values = ["", "1", "2", "12", "gold", "x1"]
    private static let names = ["n", "m", "x-beta"]
    private static let patterns = ["^/a", "b$", "[0-9]", "(a|b)/", "o.*r"].compactMap { try? Pattern($0) }

    init(seed: UInt64) {
        random = RandomSource(seed: seed)
    }

    mutating func routes(_ count: Int) -> [Route] {
        (0..<count).map { Route(name: "r\($0)", conditions: conditions(), action: .upstream(0)) }
    }

    mutating func request() -> NaiveRequest {
        var request = NaiveRequest()
        request.method = pick(["GET", "POST", "get", "PURGE"])
        request.host = pick(Self.hosts + ["A.TEST", "x.A.test:8443", "b.test.", ".a.test", "zz.test", "z.b.test:1"])
        request.path = pick(Self.paths) + (chance(3) ? "" : pick(["/", "1", "b", "/c/d", "x/y"]))
        request.query = list(2) { ($0.pick(Self.names), $0.pick(Self.values)) }
        request.headers = list(2) { ($0.pick(Self.names + ["N", "X-Beta"]), $0.pick(Self.values)) }
        request.cookies = list(2) { ($0.pick(Self.names), $0.pick(Self.values)) }
        request.client = IPAddress(v4: 0x0a00_0000 + UInt32(Int.random(in: 0...3, using: &random)) << 16)
        return request
    }

    private mutating func conditions() -> RouteConditions {
        var conditions = RouteConditions()
        if !chance(3) { conditions.hosts = list(3) { $0.host() } }
        if !chance(3) { conditions.paths = list(3) { $0.path() } }
        if chance(3) { conditions.methods = list(2) { $0.pick(["GET", "POST", "PURGE"]) } }
        if chance(4) { conditions.headers = list(2) { $0.field() } }
        if chance(4) { conditions.query = list(2) { $0.field() } }
        if chance(4) { conditions.cookies = list(2) { $0.field() } }
        if chance(4) { conditions.clients = list(2) { $0.network() } }
        return conditions
    }

    private mutating func host() -> HostPattern {
        chance(2) ? .wildcard(pick(Self.hosts)) : .exact(pick(Self.hosts))
    }

    private mutating func path() -> PathPattern {
        switch Int.random(in: 0...3, using: &random) {
        case 0: .exact(pick(Self.paths))
        case 1: .regex(pick(Self.patterns))
        default: .prefix(pick(Self.paths))
        }
    }

    private mutating func field() -> FieldCondition {
        let value = pick(Self.values)
        let test: FieldTest =
            switch Int.random(in: 0...6, using: &random) {
            case 0: .exact(value)
            case 1: .prefix(value)
            case 2: .suffix(value)
            case 3: .contains(value)
            case 4: .regex(pick(Self.patterns))
            case 5: .present
            default: .absent
            }
        return FieldCondition(name: pick(Self.names), test: test)
    }

    private mutating func network() -> Network {
        let networks = ["10.0.0.0/16", "10.1.0.0/16", "10.0.0.0/15", "0.0.0.0/0", "::/0"].compactMap { Network($0) }
        return pick(networks)
    }

    private mutating func list<Entry>(_ limit: Int, _ make: (inout RandomRoutes) -> Entry) -> [Entry] {
        (0..<Int.random(in: 0...limit, using: &random)).map { _ in make(&self) }
    }

    private mutating func pick<Entry>(_ entries: [Entry]) -> Entry {
        entries[Int.random(in: 0..<entries.count, using: &random)]
    }

    /// True once in so many times.
    private mutating func chance(_ times: Int) -> Bool {
        Int.random(in: 0..<times, using: &random) == 0
    }
}
