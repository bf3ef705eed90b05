import Testing
import WeirModel

@testable import WeirConfig

@Suite struct RouteCoverageTests {
    /// The indices of routes that can never match.
    private func shadowed(_ routes: [RouteConditions]) -> [Int] {
        var coverage = RouteCoverage()
        return routes.enumerated().compactMap { coverage.add($1, index: $0) == nil ? nil : $0 }
    }

    private func header(_ test: FieldTest) -> RouteConditions {
        RouteConditions(headers: [FieldCondition(name: "x", test: test)])
    }

    @Test func aRouteWithoutConditionsTakesEverything() {
        #expect(shadowed([RouteConditions(), RouteConditions(hosts: [.exact("a")]), RouteConditions()]) == [1, 2])
    }

    @Test(arguments: [
        (HostPattern.wildcard("example.com"), HostPattern.exact("a.example.com"), true),
        (.wildcard("example.com"), .exact("a.b.example.com"), true),
        (.wildcard("example.com"), .exact("example.com"), false),
        (.wildcard("example.com"), .wildcard("a.example.com"), true),
        (.wildcard("a.example.com"), .wildcard("example.com"), false),
        (.exact("example.com"), .wildcard("example.com"), false), (.exact("a"), .exact("b"), false),
        (.wildcard("ample.com"), .exact("example.com"), false),
    ])
    func comparesHosts(earlier: HostPattern, later: HostPattern, isShadowed: Bool) {
        #expect(
            shadowed([RouteConditions(hosts: [earlier]), RouteConditions(hosts: [later])]) == (isShadowed ? [1] : []))
    }

    @Test(arguments: [
        (PathPattern.prefix("/a"), PathPattern.exact("/a"), true), (.prefix("/a"), .exact("/ab"), true),
        (.prefix("/a"), .prefix("/a/b"), true), (.prefix("/a/b"), .prefix("/a"), false),
        (.exact("/a"), .prefix("/a"), false),
        (.exact("/a"), .exact("/a"), true), (.exact("/a"), .exact("/a/"), false),
    ])
    func comparesPaths(earlier: PathPattern, later: PathPattern, isShadowed: Bool) {
        #expect(
            shadowed([RouteConditions(paths: [earlier]), RouteConditions(paths: [later])]) == (isShadowed ? [1] : []))
    }

    @Test(arguments: [
        ("^/v[0-9]+/", "/v", true), ("^/v[0-9]+/", "/", true), ("^/v[0-9]+/", "/v1", false), ("^/ab*", "/ab", false),
        ("^/ab*", "/a", true), ("^/a|/b", "/a", false), ("/a", "/a", false), ("^/a.b", "/a", true),
        ("^/a.b", "/a.", false),
    ])
    func knowsHowExpressionsBegin(pattern: String, prefix: String, isShadowed: Bool) throws {
        let later = RouteConditions(paths: [.regex(try Pattern(pattern))])
        #expect(shadowed([RouteConditions(paths: [.prefix(prefix)]), later]) == (isShadowed ? [1] : []))
        #expect(shadowed([later, later]) == [1])
    }

    @Test(arguments: [
        (FieldTest.present, FieldTest.exact("1"), true), (.present, .absent, false), (.absent, .absent, true),
        (.absent, .present, false), (.prefix("ab"), .exact("abc"), true), (.prefix("ab"), .prefix("abc"), true),
        (.prefix("abc"), .prefix("ab"), false), (.suffix("bc"), .exact("abc"), true),
        (.suffix("bc"), .suffix("abc"), true),
        (.suffix("bc"), .prefix("bc"), false), (.contains("b"), .exact("abc"), true),
        (.contains("b"), .prefix("ab"), true),
        (.contains("b"), .contains("abc"), true), (.contains("abc"), .contains("b"), false),
        (.exact("1"), .present, false),
        (.exact("1"), .exact("2"), false),
    ])
    func comparesFieldTests(earlier: FieldTest, later: FieldTest, isShadowed: Bool) {
        #expect(shadowed([header(earlier), header(later)]) == (isShadowed ? [1] : []))
    }

    @Test func comparesNetworksAndMethods() throws {
        let (wide, narrow) = (try #require(Network("10.0.0.0/8")), try #require(Network("10.1.0.0/16")))
        #expect(shadowed([RouteConditions(clients: [wide]), RouteConditions(clients: [narrow])]) == [1])
        #expect(shadowed([RouteConditions(clients: [narrow]), RouteConditions(clients: [wide])]) == [])
        #expect(shadowed([RouteConditions(clients: [wide]), RouteConditions()]) == [])
        #expect(shadowed([RouteConditions(methods: ["GET"]), RouteConditions(methods: ["GET", "POST"])]) == [])
    }

    @Test func severalRoutesTogetherTakeAllOfALaterOne() {
        var coverage = RouteCoverage()
        #expect(coverage.add(RouteConditions(hosts: [.exact("a")]), index: 0) == nil)
        #expect(coverage.add(RouteConditions(hosts: [.exact("b")], methods: ["GET"]), index: 1) == nil)
        #expect(coverage.add(RouteConditions(hosts: [.exact("b")], methods: ["POST"]), index: 2) == nil)
        let later = RouteConditions(hosts: [.exact("a"), .exact("b")], methods: ["GET", "POST"])
        #expect(coverage.add(later, index: 3) == [0, 1, 2])
    }

    @Test func neverAccusesARouteThatARequestReaches() throws {
        var generator = SeededGenerator(seed: 11)
        var accused = 0
        for _ in 0..<400 {
            let routes = (0..<6).map { _ in Self.randomRoute(using: &generator) }
            let never = Set(shadowed(routes))
            accused += never.count
            for request in Request.all {
                if let first = routes.firstIndex(where: { request.matches($0) }) { #expect(!never.contains(first)) }
            }
        }
        #expect(accused > 100)
    }

    @Test func judgesTenThousandRoutesInBoundedTime() {
        let distinct = (0..<10_000).map { index in
            RouteConditions(
                hosts: [.exact("site\(index).example.com")], paths: [.prefix("/a\(index % 7)"), .exact("/")])
        }
        #expect(shadowed(distinct + [distinct[5000]]) == [10_000])
        let alike = (0..<3000).map { index in header(.exact(String(index))) }
        #expect(shadowed(alike) == [])
    }

    @Test func doesNotJudgeRoutesWithVeryManyCells() {
        let hosts = (0..<1000).map { HostPattern.exact("h\($0)") }
        #expect(shadowed([RouteConditions(), RouteConditions(hosts: hosts)]) == [])
    }

    private static func randomRoute(using generator: inout SeededGenerator) -> RouteConditions {
        func some<Item>(_ items: [Item]) -> [Item] {
            items.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
        }
        let tests: [FieldTest] = [.present, .absent, .exact("1"), .exact("12"), .prefix("1"), .suffix("2")]
        return RouteConditions(
            hosts: some([.exact("a.x"), .exact("x"), .wildcard("x")]),
            paths: some([.prefix("/"), .prefix("/a"), .exact("/a"), .exact("/ab")]), methods: some(["GET", "POST"]),
            headers: some(tests).prefix(1).map { FieldCondition(name: "h", test: $0) })
    }

    /// A request of a small world, matched in the plainest way.
    private struct Request {
        var host: String
        var path: String
        var method: String
        var header: String?

        static var all: [Request] {
            ["a.x", "b.a.x", "x", "y"].flatMap { host in
                ["*", "/", "/a", "/ab", "/b"].flatMap { path in
                    ["GET", "POST", "PUT"].flatMap { method in
                        [nil, "", "1", "12", "2"].map { Request(host: host, path: path, method: method, header: $0) }
                    }
                }
            }
        }

        func matches(_ route: RouteConditions) -> Bool {
            (route.hosts.isEmpty || route.hosts.contains { $0.matches(host) })
                && (route.paths.isEmpty || route.paths.contains { $0.matches(path) })
                && (route.methods.isEmpty || route.methods.contains(method))
                && (route.headers.isEmpty || route.headers.contains { $0.test.matches(header) })
        }
    }
}

extension HostPattern {
    fileprivate func matches(_ host: String) -> Bool {
        switch self {
        case .exact(let name): host == name
        case .wildcard(let name): host.hasSuffix("." + name)
        }
    }
}

extension PathPattern {
    fileprivate func matches(_ path: String) -> Bool {
        switch self {
        case .exact(let text): path == text
        case .prefix(let text): path.hasPrefix(text)
        case .regex: false
        }
    }
}

extension FieldTest {
    fileprivate func matches(_ value: String?) -> Bool {
        guard let value else { return self == .absent }
        return switch self {
        case .exact(let text): value == text
        case .prefix(let text): value.hasPrefix(text)
        case .suffix(let text): value.hasSuffix(text)
        case .contains(let text): value.contains(text)
        case .regex, .absent: false
        case .present: true
        }
    }
}
