import Testing

extension Abuse {
    /// Requests that are taken back as soon as they are made (CVE-2023-44487).
    @Suite struct RapidReset {
        private static let limit = 25
        private static let top = ["limits: { http2: { resets: \(limit) } }"]

        private static func open(_ count: Int, on client: FrameSender) throws {
            for _ in 0..<count {
                let stream = client.nextStream()
                try client.send(FrameSender.request(stream, "/held"), .reset(stream: stream, code: 8))
            }
        }

        @Test func aBurstUnderTheLimitIsFineAndReachesNoServerForLong() throws {
            let siege = try Siege(top: Self.top) { connection in
                guard let request = try connection.request() else { return }
                if request.target == "/held" { try connection.waitForClose() } else { try connection.respond() }
            }
            defer { siege.end() }
            let client = try siege.client()
            try Self.open(Self.limit, on: client)
            let last = client.nextStream()
            try client.send(FrameSender.request(last))
            #expect(try client.head() == (last, 200))

            let lines = try siege.weir.accessLines(Self.limit + 1)
            #expect(lines.filter { $0.end == "client_reset" }.count == Self.limit)
            #expect(try siege.count("reset_flood") == 0)
            // Each request that had reached the server was cancelled there too.
            try eventually("no request is left at a server") {
                try siege.weir.metric("weir_server_connections", "state=\"active\"") == 0
            }
            try siege.weir.expectServing()
        }

        @Test func beyondItTheConnectionEnds() throws {
            let siege = try Siege(top: Self.top, ScriptedOrigin.hanging())
            defer { siege.end() }
            let client = try siege.client()
            try Self.open(Self.limit + 1, on: client)
            try siege.expectCalm(client, "reset_flood")
            try siege.withstand("rapid reset") {
                let client = try siege.client()
                try? Self.open(4 * Self.limit, on: client)
                _ = try client.ending()
            }
        }

        @Test func makingWeirResetIsCountedLikewise() throws {
            let siege = try Siege(top: Self.top, ScriptedOrigin.hanging())
            defer { siege.end() }
            @Sendable func attack(_ client: FrameSender) throws {
                // A name in upper case: an error of the stream (RFC 9113 §8.2.1).
                let block = FrameSender.block(fields: FrameSender.literal("X-Upper", "1"))
                let flags = Frame.endHeaders | Frame.endStream
                for _ in 0...Self.limit {
                    try client.send(
                        Frame(type: Frame.headers, flags: flags, stream: client.nextStream(), payload: block))
                }
            }
            let client = try siege.client()
            try attack(client)
            var ending = try client.ending()
            while case .reset = ending { ending = try client.ending() }
            #expect(ending == .goAway(code: FrameSender.enhanceYourCalm))
            _ = try siege.line("reset_flood")
            try siege.withstand("resets that Weir is made to send") {
                let client = try siege.client()
                try? attack(client)
                while case .reset = try client.ending() {}
            }
        }
    }
}
