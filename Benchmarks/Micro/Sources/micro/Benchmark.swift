import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTelemetry

/// What is counted. The raw value is the name in `thresholds.json`.
enum Benchmark: String, CaseIterable {
    /// Reading a browser's request head.
    case requestHead = "request-head"
    /// Deciding about that request: route, arm by the client's cookie, server.
    case plan
    /// Verifying the affinity cookie alone.
    case cookie
    /// Writing its line of the access log in JSON, and handing it over.
    case accessLine = "access-line"

    /// Runs it so many times; returns how many results were what they should be.
    func run(_ count: Int) -> Int {
        switch self {
        case .requestHead: Self.decode(count)
        case .plan: Self.plan(count)
        case .cookie: Self.verify(count)
        case .accessLine: Self.log(count)
        }
    }

    private static func decode(_ count: Int) -> Int {
        let site = SampleSite()
        let received = ByteBuffer(bytes: site.request)
        var decoder = RequestDecoder(limits: Limits())
        var head = RequestHead()
        var right = 0
        for _ in 0..<count {
            var input = received
            if case .head = decoder.decode(&input, into: &head), input.readableBytes == 0 { right += 1 }
        }
        return right
    }

    private static func plan(_ count: Int) -> Int {
        var site = SampleSite()
        let head = site.head()
        // As on a connection that has sent its cookie before; to verify one is a benchmark of its own.
        var memory = CookieMemory()
        var right = 0
        for _ in 0..<count {
            let plan = Dispatch.plan(
                head, client: site.client, world: &site.world, memory: &memory, now: site.now)
            if plan.verdict == .valid, plan.armReason == .client, plan.route == SampleSite.splitRoute { right += 1 }
        }
        return right
    }

    private static func verify(_ count: Int) -> Int {
        let site = SampleSite()
        let keys = site.world.snapshot.keys
        var right = 0
        for _ in 0..<count {
            if case .verified = keys.read(site.cookie.span, settings: SampleSite.affinity, now: site.now) { right += 1 }
        }
        return right
    }

    /// Lines that were made. The log is closed before, so that no thread of its own decides by its pace how much is
    /// copied how often: batches are handed over, and counted as lost.
    private static func log(_ count: Int) -> Int {
        var site = SampleSite()
        let head = site.head()
        let record = site.record(of: head)
        let settings = AccessLogSettings(to: .file("/dev/null"), format: .json)
        guard let log = try? AccessLog(settings) else { return 0 }
        let shard = log.makeShard(names: LogNames(site.world.snapshot.configuration, generation: 1))
        guard log.close(within: .seconds(10)) else { return 0 }
        for _ in 0..<count {
            shard.record(record, head: head, hasHead: true)
        }
        shard.flush()
        return Int(log.dropped)
    }
}
