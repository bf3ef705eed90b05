import Foundation
import Testing
import WeirCore
import WeirModel

@testable import WeirTelemetry

@Suite struct AccessLineTests {
    @Test func isTheLineThatTheDocumentationShows() {
        let expected =
            #"{"time":"2026-11-22T10:15:30.123456Z","id":"01JD","listener":"https","client":"198.51.100.7","#
            + #""protocol":"h2","tls":{"version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","#
            + #""sni":"shop.example.com","resumed":true},"method":"GET","host":"shop.example.com","#
            + #""path":"/cart?x=1","status":200,"request_bytes":0,"response_bytes":5120,"route":"shop","#
            + #""arm":"canary","arm_reason":"client","upstream":"web-next","server":"next-1","affinity":"valid","#
            + #""balance":"least_connections","#
            + #""attempts":[{"server":"next-1","connect_ms":0.0,"reused":true,"status":200}],"#
            + #""duration_ms":12.4,"first_byte_ms":11.9,"end":"complete","generation":3}"#
        #expect(Samples.line(Samples.exchange(), head: Samples.head()) == expected)
    }

    @Test func leavesOutWhatDoesNotApply() {
        let expected =
            #"{"time":"1970-01-01T00:00:00.000000Z","listener":"http","client":"2001:db8::1","status":400,"#
            + #""request_bytes":0,"response_bytes":0,"duration_ms":0.35,"end":"bad_request","generation":3}"#
        #expect(Samples.line(Samples.refused()) == expected)
    }

    @Test func tellsEveryAttemptAndHowItFailed() throws {
        var record = Samples.exchange()
        record.plan.upstream = 0
        record.server = 1
        record.verdict = .unreachable
        var failed = Attempt(server: 0)
        failed.connect = 2_000_000
        failed.fault = .connectRefused
        var answered = Attempt(server: 1)
        answered.connect = 400_000
        answered.status = 200
        record.attempts = [failed, answered]
        let line = Samples.line(record, head: Samples.head())
        #expect(
            line.contains(
                #""attempts":[{"server":"web-1","connect_ms":2.0,"reused":false,"end":"connect_refused"},"#
                    + #"{"server":"web-2","connect_ms":0.4,"reused":false,"status":200}]"#))
        #expect(line.contains(#""server":"web-2","affinity":"unreachable""#))
    }

    @Test func nothingSentIsNoStatus() throws {
        var record = Samples.exchange()
        record.status = 0
        record.fault = .clientGone
        let object = try Samples.parse(Samples.line(record, head: Samples.head()))
        #expect(object["status"] == nil)
        #expect(object["end"] as? String == "client_gone")
    }

    @Test func theAdminListenerHasItsName() throws {
        var record = Samples.exchange()
        record.listener = nil
        #expect(try Samples.parse(Samples.line(record))["listener"] as? String == "admin")
    }

    @Test func namesOfAnotherGenerationAreNotMistakenForItsOwn() throws {
        let log = try AccessLog(AccessLogSettings(to: .none))
        let shard = log.makeShard(names: LogNames(Samples.configuration, generation: 1))
        #expect(!shard.isEnabled)
        var names = NamesByGeneration(LogNames(Samples.configuration, generation: 1))
        for generation in 2...20 as ClosedRange<UInt64> {
            names.adopt(LogNames(Samples.configuration, generation: generation))
        }
        #expect(names.of(20)?.generation == 20)
        #expect(names.of(12)?.generation == 12)
        #expect(names.of(11) == nil)
        #expect(names.of(21) == nil)
    }

    @Test func indicesOutOfRangeAreLeftOut() throws {
        var record = Samples.exchange()
        record.plan.route = 99
        record.plan.arm = -1
        record.server = 7
        record.listener = 5
        record.attempts[0].server = 12
        let object = try Samples.parse(Samples.line(record, head: Samples.head()))
        #expect(object["route"] == nil)
        #expect(object["arm"] == nil)
        #expect(object["server"] == nil)
        #expect(object["listener"] == nil)
        #expect(object["upstream"] as? String == "web-next")
    }

    @Test func rangesOutsideTheBlockAreHarmless() throws {
        var head = Samples.head()
        head.methodText = ByteRange(500, 900)
        head.host = ByteRange(3, 100_000)
        head.path = ByteRange(90_000, 4)
        head.query = .empty
        _ = try Samples.parse(Samples.line(Samples.exchange(), head: head))
    }

    @Test func boundsWhatClientsSend() throws {
        var record = Samples.exchange()
        record.id = Array(repeating: UInt8(ascii: "i"), count: 5000)
        record.tls = TLSRecord(version: "TLSv1.3", cipher: "x", sni: String(repeating: "s", count: 5000), resumed: true)
        let head = Samples.head(
            method: Array(repeating: UInt8(ascii: "M"), count: 5000),
            host: Array(repeating: UInt8(ascii: "h"), count: 5000),
            path: Array(repeating: UInt8(ascii: "/"), count: 50_000))
        let object = try Samples.parse(Samples.line(record, head: head))
        let lengths = [("id", 128), ("method", 64), ("host", 256), ("path", 8192)]
        for (field, length) in lengths {
            let value = object[field] as? String
            #expect(value?.count == length + 1, "\(field)")
            #expect(value?.hasSuffix("…") == true, "\(field)")
        }
        let tls = object["tls"] as? [String: Any]
        #expect((tls?["sni"] as? String)?.count == 257)
    }

    @Test func connectRequestsShowTheirTarget() throws {
        var head = Samples.head()
        head.path = .empty
        head.query = .empty
        head.target = head.host
        let object = try Samples.parse(Samples.line(Samples.exchange(), head: head))
        #expect(object["path"] as? String == "shop.example.com")
    }

    @Test func namesFromTheConfigurationAreEscapedOnce() throws {
        var configuration = Samples.configuration
        configuration.routes[0].name = "a \"b\"\\\n"
        let names = LogNames(configuration, generation: 3)
        var writer = JSONWriter()
        var clock = TimestampText()
        writer.accessLine(
            Samples.exchange(), head: RequestHead(), hasHead: false, names: names, clock: &clock)
        let object = try Samples.parse(String(decoding: writer.bytes, as: UTF8.self))
        #expect(object["route"] as? String == "a \"b\"\\\n")
    }

    @Test func everyLineParsesAndIsOneLineWhateverComesIn() throws {
        var random = RandomSource(seed: 5)
        for round in 0..<800 {
            var record = Samples.exchange()
            record.id = RandomText.bytes(round: round, using: &random)
            record.client = RandomText.bytes(round: round + 1, using: &random)
            record.tls = TLSRecord(
                version: "TLSv1.3", cipher: "x",
                sni: String(decoding: RandomText.bytes(round: round + 2, using: &random), as: UTF8.self), resumed: true)
            record.started.monotonic = Int64.random(in: .min ... .max, using: &random)
            record.ended = Int64.random(in: .min ... .max, using: &random)
            record.responseBytes = Int64.random(in: .min ... .max, using: &random)
            let head = Samples.head(
                method: RandomText.bytes(round: round, using: &random),
                host: RandomText.bytes(round: round + 3, using: &random),
                path: RandomText.bytes(round: round + 4, using: &random))
            for format in LogFormat.allCases {
                let line = Samples.line(record, head: head, format: format)
                #expect(!line.utf8.contains { $0 < 0x20 || $0 == 0x7f })
                if format == .json { _ = try Samples.parse(line) }
            }
        }
    }
}
