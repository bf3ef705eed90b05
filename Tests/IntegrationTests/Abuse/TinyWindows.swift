import Glibc
import Testing

extension Abuse {
    /// Readers that let almost nothing be sent.
    @Suite struct TinyWindows {
        private static let top = ["timeouts: { body: \(Deadline.milliseconds(500)) }"]
        private static let size = 1 << 20
        private static let answer =
            "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n\(String(repeating: "x", count: size))"
        private static let initialWindow: UInt8 = 4

        @Test(arguments: [0, 1, 1000]) func aWindowThatStaysShutEndsTheRequest(window: Int) throws {
            let siege = try Siege(top: Self.top, ScriptedOrigin.sending(Self.answer))
            defer { siege.end() }
            let client = try siege.client(settings: [(Self.initialWindow, window)])
            try client.send(FrameSender.request(1))
            #expect(try client.ending() == .reset(stream: 1, code: FrameSender.cancel))
            let line = try siege.line("send_timeout")
            #expect(line.status == 200)
            #expect(try siege.count("send_timeout") == 1)
            // The connection has done nothing wrong.
            try client.send(FrameSender.request(3, Site.alivePath))
            #expect(try client.head().stream == 3)
        }

        @Test func soDoesOneThatIsOpenedByteByByte() throws {
            let siege = try Siege(top: Self.top, ScriptedOrigin.sending(Self.answer))
            defer { siege.end() }
            let client = try siege.client(settings: [(Self.initialWindow, 1)])
            try client.send(FrameSender.request(1))
            for _ in 0..<20 {
                poll(nil, 0, 50)
                try client.send(.windowUpdate(stream: 1, by: 1))
            }
            #expect(try client.ending() == .reset(stream: 1, code: FrameSender.cancel))
            _ = try siege.line("send_timeout")
        }

        @Test func aSmallAnswerThatIsNotTakenIsNotKeptEither() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try siege.client(settings: [(Self.initialWindow, 0)])
            try client.send(FrameSender.request(1))
            #expect(try client.ending() == .reset(stream: 1, code: FrameSender.cancel))
            // It was whole when it was written down.
            _ = try siege.line("complete")
            #expect(try siege.count("send_timeout") == 1)
        }

        @Test func whoTakesEnoughAtATimeIsServed() throws {
            let siege = try Siege(top: Self.top, ScriptedOrigin.sending(Self.answer))
            defer { siege.end() }
            let client = try siege.client(settings: [(Self.initialWindow, 2000)])
            try client.send(FrameSender.request(1))
            // Longer than the deadline in all.
            for _ in 0..<10 {
                poll(nil, 0, 100)
                try client.send(.windowUpdate(stream: 1, by: 4000))
            }
            try client.send(.windowUpdate(stream: 1, by: Self.size), .windowUpdate(by: Self.size))
            while case let frame = try client.frame(), frame.flags & Frame.endStream == 0 || frame.type != Frame.data {
                guard frame.type != Frame.reset else { throw HarnessFailure("cut though it took enough") }
            }
            #expect(try siege.line("complete").responseBytes == Self.size)
        }

        @Test func aHundredOnOneConnection() throws {
            let siege = try Siege(top: Self.top, ScriptedOrigin.sending(Self.answer))
            defer { siege.end() }
            try siege.withstand("shut windows, 100 requests a connection", bound: 48 << 20) {
                let client = try siege.client(settings: [(Self.initialWindow, 0)])
                for _ in 0..<100 { try client.send(FrameSender.request(client.nextStream())) }
                for _ in 0..<100 {
                    guard case .reset = try client.ending(within: 20) else { throw HarnessFailure("not reset") }
                }
            }
        }
    }
}
