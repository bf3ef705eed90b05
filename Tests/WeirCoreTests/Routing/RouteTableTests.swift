import Testing
import WeirModel

@testable import WeirCore

@Suite struct RouteTableTests {
    private let client = IPAddress(v4: 0x0a00_0001)

    private func table(_ conditions: [RouteConditions]) -> RouteTable {
        RouteTable(conditions.map { Route(name: "", conditions: $0, action: .upstream(0)) })
    }

    private func match(_ conditions: [RouteConditions], _ head: RequestHead) -> Int? {
        var scratch = RouteScratch()
        return table(conditions).match(head, client: client, scratch: &scratch)
    }

    @Test func matchesAsTheNaiveScanOnRandomTables() {
        var matched = 0
        for seed in 0..<100 as Range<UInt64> {
            var random = RandomRoutes(seed: seed)
            let routes = random.routes([1, 3, 10, 40, 300][Int(seed % 5)])
            let table = RouteTable(routes)
            var scratch = RouteScratch()
            for _ in 0..<210 {
                let request = random.request()
                let head = request.head
                let found = table.match(head, client: request.client, scratch: &scratch)
                #expect(found == NaiveRoutes.match(routes, request), "seed \(seed): \(request)")
                matched += found == nil ? 0 : 1
            }
        }
        #expect((2_000...20_000).contains(matched))
    }

    @Test func saysTheFirstFailingConditionAsTheNaiveScan() {
        for seed in 0..<20 as Range<UInt64> {
            var random = RandomRoutes(seed: seed)
            let routes = random.routes(40)
            let table = RouteTable(routes)
            for _ in 0..<10 {
                let request = random.request()
                let head = request.head
                for (index, route) in routes.enumerated() {
                    let failure = table.firstFailure(ofRoute: index, head, client: request.client)
                    #expect(failure == NaiveRoutes.failure(route.conditions, request))
                }
            }
        }
    }

    @Test(arguments: ["host", "path prefix", "exact path"])
    func tenThousandRoutesNeedNoMoreWorkThanTen(_ kind: String) throws {
        func work(_ count: Int) throws -> (checks: Int, lookups: Int) {
            let table = table(
                (0..<count).map { index in
                    let name = String(100_000 + index)
                    switch kind {
                    case "host": return RouteConditions(hosts: [.exact("h\(name).test")], paths: [.prefix("/")])
                    case "path prefix": return RouteConditions(hosts: [.exact("a.test")], paths: [.prefix("/" + name)])
                    default: return RouteConditions(paths: [.exact("/" + name)])
                    }
                } + [RouteConditions()])
            var scratch = RouteScratch()
            let last = String(100_000 + count - 1)
            let host = kind == "host" ? "h\(last).test" : "a.test"
            let path = kind == "path prefix" ? "/\(last)/x" : "/\(last)"
            let found = table.match(.testing(host: host, path), client: client, scratch: &scratch)
            try #require(found == count - 1)
            return (scratch.checks, scratch.lookups)
        }
        let few = try work(10)
        let many = try work(10_000)
        #expect(many.checks == few.checks && many.lookups == few.lookups)
        #expect(many.checks <= 2 && many.lookups <= 2)
    }

    @Test(arguments: [
        ("shop.test", 0), ("SHOP.Test", 0), ("shop.test:8443", 0), ("shop.test.", 0), ("shop.test.:443", 0),
        ("a.shop.test", 1), ("b.a.shop.test", 1), (".shop.test", 3), ("ashop.test", 3), ("shop.test..", 3),
        ("[::1]:443", 2), ("[::1]", 2), ("", 3), (".", 3),
    ])
    func comparesHosts(_ host: String, _ expected: Int) {
        let conditions = [
            RouteConditions(hosts: [.exact("shop.test")]), RouteConditions(hosts: [.wildcard("shop.test")]),
            RouteConditions(hosts: [.exact("[::1]")]), RouteConditions(),
        ]
        #expect(match(conditions, .testing(host: host)) == expected)
    }

    @Test func takesTheFirstInFileOrderOverAllGroups() throws {
        let any = RouteConditions(paths: [.prefix("/")])
        let wildcard = RouteConditions(hosts: [.wildcard("test")], paths: [.prefix("/a")])
        let exact = RouteConditions(hosts: [.exact("x.test")], paths: [.exact("/a")])
        let regex = RouteConditions(hosts: [.exact("x.test")], paths: [.regex(try Pattern("^/a"))])
        let orders = [[any, wildcard, exact, regex], [exact, any], [regex, wildcard], [wildcard, regex, exact]]
        for order in orders {
            #expect(match(order, .testing(host: "x.test", "/a")) == 0)
        }
        #expect(match([exact, wildcard], .testing(host: "x.test", "/ab")) == 1)
    }

    @Test func comparesTheNormalisedPath() {
        var head = RequestHead.testing("GET", "/%61")
        head.block.bytes += Array("/a".utf8)
        head.normalizedPath = ByteRange(head.block.bytes.count - 2, head.block.bytes.count)
        #expect(match([RouteConditions(paths: [.exact("/a")])], head) == 0)
        #expect(match([RouteConditions(paths: [.prefix("/%61")])], head) == nil)
    }

    @Test func prefixesAreOfBytesNotOfSegments() {
        let cart = [RouteConditions(paths: [.prefix("/cart")])]
        #expect(match(cart, .testing("GET", "/cart")) == 0)
        #expect(match(cart, .testing("GET", "/cart/1")) == 0)
        #expect(match(cart, .testing("GET", "/cartoon")) == 0)
        #expect(match(cart, .testing("GET", "/car")) == nil)
        #expect(match(cart, .testing("OPTIONS", "*")) == nil)
    }

    @Test(arguments: [
        ("name=a+b", true), ("name=a%20b", true), ("n%61me=a%20b", true), ("x&name=z&name=a+b", true),
        ("name=a%2520b", false), ("name=a%2b", false), ("name", false), ("Name=a+b", false), ("name=a+b%", false),
    ])
    func comparesQueryParametersDecoded(_ query: String, _ expected: Bool) {
        let conditions = [RouteConditions(query: [FieldCondition(name: "name", test: .exact("a b"))])]
        #expect((match(conditions, .testing("GET", "/?" + query)) == 0) == expected)
    }

    @Test(arguments: [("preview", true), ("preview=", true), ("preview=1&x", true), ("xpreview=1", false), ("", false)])
    func presenceOfAQueryParameter(_ query: String, _ expected: Bool) {
        let present = [RouteConditions(query: [FieldCondition(name: "preview", test: .present)])]
        let absent = [RouteConditions(query: [FieldCondition(name: "preview", test: .absent)])]
        #expect((match(present, .testing("GET", "/?" + query)) == 0) == expected)
        #expect((match(absent, .testing("GET", "/?" + query)) == 0) == !expected)
    }

    @Test func longValuesAreDecodedToo() {
        for count in [511, 512, 513, 3000] {
            let text = String(repeating: " ", count: count)
            let conditions = [RouteConditions(query: [FieldCondition(name: "n", test: .exact(text))])]
            #expect(match(conditions, .testing("GET", "/?n=" + String(repeating: "+", count: count))) == 0)
            #expect(match(conditions, .testing("GET", "/?n=" + String(repeating: "%20", count: count))) == 0)
            #expect(match(conditions, .testing("GET", "/?n=" + String(repeating: "+", count: count - 1))) == nil)
        }
    }

    @Test func malformedEscapesStandForThemselves() {
        for raw in ["%", "%4", "%zz", "a%"] {
            let conditions = [RouteConditions(query: [FieldCondition(name: "n", test: .exact(raw))])]
            #expect(match(conditions, .testing("GET", "/?n=" + raw)) == 0)
        }
    }

    @Test func aRouteWithVeryManyHostsAndPathsIsStillExact() {
        let hosts = (0..<100).map { HostPattern.exact("h\($0).test") }
        let paths = (0..<100).map { PathPattern.exact("/p\($0)") }
        let conditions = [RouteConditions(hosts: hosts, paths: paths), RouteConditions()]
        #expect(match(conditions, .testing(host: "h99.test", "/p99")) == 0)
        #expect(match(conditions, .testing(host: "h99.test", "/p100")) == 1)
        #expect(match(conditions, .testing(host: "h100.test", "/p99")) == 1)
    }

    @Test func anEmptyTableMatchesNothing() {
        #expect(match([], .testing()) == nil)
    }
}
