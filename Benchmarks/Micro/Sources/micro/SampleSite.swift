import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// A shop of twenty routes, one of them split by client, and a browser that has been there before.
struct SampleSite {
    static let affinity = Affinity()
    static let splitRoute = 19
    private static let key = AffinityKey(bytes: Array("a key of thirty-two bytes or more".utf8))

    var world: World
    let client = IPAddress(v4: 0xc633_6407)
    let now = Moment(monotonic: 1_000_000_000, wall: 1_800_000_000_000_000)
    /// The value of the browser's affinity cookie.
    private(set) var cookie: [UInt8] = []
    /// The browser's request head.
    private(set) var request: [UInt8] = []

    init() {
        let snapshot = Snapshot(
            configuration: Self.configuration, keys: AffinityKeyRing(keys: [Self.key]), generation: 1, now: now)
        world = World(snapshot: snapshot, seed: 1)
        request = Self.request(cookie: [])
        cookie = firstCookie()
        request = Self.request(cookie: cookie)
    }

    /// The request, read.
    func head() -> RequestHead {
        var decoder = RequestDecoder(limits: Limits())
        var input = ByteBuffer(bytes: request)
        var head = RequestHead()
        _ = decoder.decode(&input, into: &head)
        return head
    }

    /// What is written down about it after a server has answered.
    mutating func record(of head: RequestHead) -> ExchangeRecord {
        let plan = Dispatch.plan(head, client: client, world: &world, now: now)
        var record = ExchangeRecord(started: now, plan: plan)
        record.id = Array("01KB6E2G0TX8V4QZ1N5D7R3MHC".utf8)
        record.listener = 0
        record.client = Array("198.51.100.7".utf8)
        record.tls = TLSRecord(
            version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", sni: "shop.example.com", resumed: true)
        record.status = 200
        record.responseBytes = 5120
        record.server = plan.server
        var attempt = Attempt(server: plan.server ?? 0)
        attempt.reused = true
        attempt.status = 200
        record.attempts = [attempt]
        record.firstByte = now.monotonic + 11_900_000
        record.ended = now.monotonic + 12_400_000
        record.generation = 1
        return record
    }

    /// What the answer to the browser's first request set.
    private mutating func firstCookie() -> [UInt8] {
        let plan = Dispatch.plan(head(), client: client, world: &world, now: now)
        var field: [UInt8] = []
        Dispatch.setCookie(
            for: plan, answeredBy: plan.server, overTLS: true, snapshot: world.snapshot, now: now, into: &field)
        return Array(field.drop { $0 != UInt8(ascii: "=") }.dropFirst().prefix { $0 != UInt8(ascii: ";") })
    }

    private static func request(cookie: [UInt8]) -> [UInt8] {
        let affinity = cookie.isEmpty ? "" : "; SERVERID=" + String(decoding: cookie, as: UTF8.self)
        let fields = [
            "GET /catalogue/shoes/running?size=42&colour=blue&sort=price HTTP/1.1",
            "Host: shop.example.com",
            "Connection: keep-alive",
            #"sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99""#,
            "sec-ch-ua-mobile: ?0",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
                + "Safari/537.36",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-Mode: navigate",
            "Referer: https://shop.example.com/catalogue/shoes",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
            "Cookie: session=6f1c2a9e4b7d4f0e9a3b; theme=dark" + affinity,
            "", "",
        ]
        return Array(fields.joined(separator: "\r\n").utf8)
    }

    private static let configuration = Configuration(
        listeners: [Listener(name: "https", address: .ip(IPAddress(v4: 0), port: 443))],
        upstreams: [upstream("web", 4), upstream("web-next", 2), upstream("media", 3)], routes: routes)

    private static func upstream(_ name: String, _ count: Int) -> Upstream {
        let servers = (1...count).map { number in
            Server(id: "\(name)-\(number)", address: .ip(IPAddress(v4: 0x0a00_0001), port: 8000 + number))
        }
        return Upstream(name: name, servers: servers, affinity: affinity)
    }

    /// Nineteen that the request passes by, of every common sort, and the one that takes it.
    private static var routes: [Route] {
        let shop = [HostPattern.exact("shop.example.com")]
        let prefixes = (1...9).map { number in
            Route(
                name: "section-\(number)",
                conditions: RouteConditions(hosts: shop, paths: [.prefix("/section-\(number)/")]), action: .upstream(0))
        }
        let hosts = (1...6).map { number in
            let names = [HostPattern.exact("site-\(number).example.com"), .wildcard("site-\(number).test")]
            return Route(name: "site-\(number)", conditions: RouteConditions(hosts: names), action: .upstream(2))
        }
        let others = [
            Route(
                name: "posts", conditions: RouteConditions(hosts: shop, paths: [.prefix("/")], methods: ["POST"]),
                action: .upstream(0)),
            Route(
                name: "beta",
                conditions: RouteConditions(
                    hosts: shop, headers: [FieldCondition(name: "x-beta", test: .exact("yes"))]),
                action: .upstream(1)),
            Route(
                name: "preview",
                conditions: RouteConditions(hosts: shop, query: [FieldCondition(name: "preview", test: .present)]),
                action: .upstream(1)),
            Route(
                name: "staff",
                conditions: RouteConditions(hosts: shop, cookies: [FieldCondition(name: "staff", test: .present)]),
                action: .upstream(1)),
        ]
        let split = SplitSettings(
            by: .client,
            arms: [
                Arm(name: "stable", upstream: 0, weight: 95), Arm(name: "canary", upstream: 1, weight: 5),
            ],
            salt: "shop")
        return prefixes + hosts + others + [
            Route(name: "shop", conditions: RouteConditions(hosts: shop), action: .split(split))
        ]
    }
}
