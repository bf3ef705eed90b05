import Testing

extension Abuse {
    /// Bodies that never come to their end, over HTTP/2.
    @Suite struct SlowBodies {
        private static let top = ["timeouts: { body: \(Deadline.milliseconds(400)) }"]

        @Test func areAnswered408AndTheConnectionGoesOn() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try siege.client()
            try client.send(
                FrameSender.request(1, endsStream: false), Frame(type: Frame.data, stream: 1, payload: [1, 2, 3]))
            #expect(try client.head() == (1, 408))
            try client.send(FrameSender.request(3))
            #expect(try client.head() == (3, 200))
            // One that goes on sending is asked to stop: NO_ERROR (RFC 9113 §8.1).
            #expect(try client.ending() == .reset(stream: 1, code: 0))
            let line = try siege.line("body_timeout")
            #expect(line.status == 408)
            #expect(line.requestBytes == 3)
            #expect(try siege.count("body_timeout") == 1)
        }

        @Test func manyAtOnce() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            try siege.withstand("slow bodies, 50 requests a connection") {
                let client = try siege.client()
                for _ in 0..<50 { try client.send(FrameSender.request(client.nextStream(), endsStream: false)) }
                for _ in 0..<50 where try client.head().status != 408 { throw HarnessFailure("not 408") }
            }
        }
    }
}
