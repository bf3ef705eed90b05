import Testing

extension Abuse {
    /// More requests on one connection than `limits.request_rate`.
    @Suite struct RequestFlood {
        private static let limit = 20
        private static let top = ["limits: { request_rate: \(limit) }"]

        /// What the client is answered until the connection ends.
        private static func attack(_ client: FrameSender) throws -> [Int] {
            for _ in 0..<2 * limit { try client.send(FrameSender.request(client.nextStream())) }
            return try (0...limit).map { _ in try client.head().status }.sorted()
        }

        @Test func overHTTP2IsAnswered429AndTheConnectionEnds() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try siege.client()
            #expect(try Self.attack(client) == Array(repeating: 200, count: Self.limit) + [429])
            #expect(try siege.line("request_flood").status == 429)
            #expect(try siege.count("request_flood") == 1)

            let other = try siege.client()
            for _ in 0...Self.limit { try other.send(FrameSender.request(other.nextStream())) }
            #expect(try other.ending() == .goAway(code: FrameSender.enhanceYourCalm))
        }

        @Test func overHTTP1Likewise() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try RawClient(port: siege.weir.http)
            for _ in 0..<Self.limit {
                try client.get()
                #expect(try client.response().status == 200)
            }
            try client.get()
            let response = try client.response()
            #expect(response.status == 429)
            #expect(response["connection"] == "close")
            #expect(client.isClosed())
            #expect(try siege.line("request_flood").status == 429)
            #expect(try siege.count("request_flood") == 1)
            try siege.weir.expectServing()
        }

        @Test func overAndOver() throws {
            let siege = try Siege(top: ["limits: { request_rate: 550 }"])
            defer { siege.end() }
            try siege.withstand("requests, one after the other") {
                let client = try RawClient(port: siege.weir.http)
                let request = "GET \(Site.alivePath) HTTP/1.1\r\nHost: localhost\r\n\r\n"
                var statuses: [Int] = []
                while statuses.last ?? 302 == 302, statuses.count < 5000 {
                    if statuses.count % 50 == 0 { try client.send(String(repeating: request, count: 50)) }
                    statuses.append(try client.response().status)
                }
                guard statuses.last == 429, statuses.count > 550 else { throw HarnessFailure("not 429 in the end") }
            }
        }
    }
}
