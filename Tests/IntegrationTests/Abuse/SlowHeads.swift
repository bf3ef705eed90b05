import Glibc
import Testing

extension Abuse {
    /// Heads that never come to their end.
    @Suite struct SlowHeads {
        private static let top = ["timeouts: { head: \(Deadline.milliseconds(600)), keep_alive: 1h }"]

        /// What is sent first, and then again and again.
        struct Way: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var first: [UInt8]
            var more: [UInt8] = []
        }

        private static let block = FrameSender.block(
            fields: FrameSender.literal("x-long", "abcdefghijklmnopqrstuvwxyz"))
        private static let ways = [
            Way(testDescription: "silence behind the first part", first: headers(0)),
            Way(
                testDescription: "a byte now and then within the frame",
                first: Array(headers(Frame.endHeaders).dropLast(26)), more: [0x61]),
            Way(
                testDescription: "a small CONTINUATION now and then", first: headers(0),
                more: Frame(type: Frame.continuation, stream: 1, payload: FrameSender.literal("a", "b")).bytes),
        ]

        private static func headers(_ flags: UInt8) -> [UInt8] {
            Frame(type: Frame.headers, flags: flags | Frame.endStream, stream: 1, payload: block).bytes
        }

        @Test(arguments: ways) func areNotWaitedFor(way: Way) throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try siege.client()
            try client.raw.send(way.first)
            for _ in 0..<6 where !way.more.isEmpty {
                poll(nil, 0, 100)
                try? client.raw.send(way.more)
            }
            try siege.expectCalm(client, "head_timeout")
            #expect(siege.origin.connections == 0)
        }

        @Test func norIsAPrefaceThatNeverComes() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try RawClient(port: siege.weir.http)
            try client.send("PRI * HTTP/2.0\r\n")
            #expect(client.isClosed())
            try siege.weir.expectServing()
        }

        @Test func manyAtOnce() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            try siege.withstand("slow heads, 50 connections each") {
                let clients = try (0..<50).map { _ in try siege.client() }
                for client in clients { try client.raw.send(Self.headers(0)) }
                for client in clients { _ = try client.ending() }
            }
        }
    }
}
