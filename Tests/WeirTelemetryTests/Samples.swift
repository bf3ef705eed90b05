import Foundation
import WeirCore
import WeirModel

@testable import WeirTelemetry

/// A configuration with the names of the documentation's example.
enum Samples {
    static let configuration = Configuration(
        listeners: [Listener(name: "https", address: .unix("/a")), Listener(name: "http", address: .unix("/b"))],
        upstreams: [
            Upstream(name: "web", servers: [server("web-1"), server("web-2")]),
            Upstream(name: "web-next", balance: .leastConnections, servers: [server("next-1")]),
        ],
        routes: [
            Route(
                name: "shop",
                action: .split(
                    SplitSettings(
                        by: .client,
                        arms: [
                            Arm(name: "stable", upstream: 0, weight: 95), Arm(name: "canary", upstream: 1, weight: 5),
                        ], salt: "shop"))),
            Route(name: "rest", action: .upstream(0)),
        ])

    static func server(_ id: String) -> Server {
        Server(id: id, address: .unix("/\(id)"))
    }

    /// The exchange of the documentation's example line.
    static func exchange() -> ExchangeRecord {
        var plan = Plan(outcome: .forward)
        plan.route = 0
        plan.arm = 1
        plan.armReason = .client
        plan.upstream = 1
        plan.server = 0
        plan.verdict = .valid
        var record = ExchangeRecord(started: Moment(monotonic: 1_000_000_000, wall: 1_795_342_530_123_456), plan: plan)
        record.id = Array("01JD".utf8)
        record.listener = 0
        record.client = Array("198.51.100.7".utf8)
        record.tls = TLSRecord(
            version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", sni: "shop.example.com", resumed: true)
        record.status = 200
        record.responseBytes = 5120
        record.server = 0
        var attempt = Attempt(server: 0)
        attempt.reused = true
        attempt.status = 200
        record.attempts = [attempt]
        record.ended = 1_012_400_000
        record.firstByte = 1_011_900_000
        record.generation = 3
        return record
    }

    /// An exchange that was refused before it had a head.
    static func refused() -> ExchangeRecord {
        var plan = Plan(outcome: .refuse(.badRequest))
        plan.verdict = .off
        var record = ExchangeRecord(started: Moment(monotonic: 0, wall: 0), plan: plan)
        record.listener = 1
        record.client = Array("2001:db8::1".utf8)
        record.status = 400
        record.fault = .badRequest
        record.ended = 350_000
        record.generation = 3
        return record
    }

    static func head(method: [UInt8] = Array("GET".utf8), host: [UInt8], path: [UInt8]) -> RequestHead {
        var head = RequestHead()
        head.block.bytes = method + host + path
        head.methodText = ByteRange(0, method.count)
        head.host = ByteRange(method.count, method.count + host.count)
        head.target = ByteRange(method.count + host.count, head.block.bytes.count)
        head.path = head.target
        head.version = .http2
        return head
    }

    static func head() -> RequestHead {
        var head = head(host: Array("shop.example.com".utf8), path: Array("/cart?x=1".utf8))
        let start = Int(head.target.lower)
        head.path = ByteRange(start, start + 5)
        head.query = ByteRange(start + 6, start + 9)
        return head
    }

    /// The line of an exchange, without its newline, as `AccessLogShard` would write it.
    static func line(
        _ record: ExchangeRecord, head: RequestHead? = nil, format: LogFormat = .json, generation: UInt64 = 3
    ) -> String {
        let names = LogNames(configuration, generation: generation)
        var clock = TimestampText()
        var writer = JSONWriter()
        switch format {
        case .json:
            writer.accessLine(
                record, head: head ?? RequestHead(), hasHead: head != nil, names: names, clock: &clock)
        case .text:
            writer.text.accessLine(
                record, head: head ?? RequestHead(), hasHead: head != nil, names: names, clock: &clock)
        }
        return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
    }

    /// Members of a JSON object.
    static func parse(_ line: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        struct NotAnObject: Error {}
        guard let object = value as? [String: Any] else { throw NotAnObject() }
        return object
    }
}
