import Testing

extension Abuse {
    /// Heads over HTTP/2 that are too large, or of too many fields, are answered, and the connection goes on.
    @Suite struct HeaderLimits {
        private static let top = ["limits: { header_count: 20, header_bytes: 8KiB }"]

        private static func head(_ stream: Int, _ fields: [UInt8]) -> Frame {
            Frame(
                type: Frame.headers, flags: Frame.endHeaders | Frame.endStream, stream: stream,
                payload: FrameSender.block(fields: fields))
        }

        private static let many = (0..<30).flatMap { FrameSender.literal("x-\($0)", "y") }
        private static let large = (0..<3).flatMap {
            FrameSender.literal("x-\($0)", String(repeating: "y", count: 4000))
        }

        @Test(arguments: [many, large]) func areAnswered431(fields: [UInt8]) throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            let client = try siege.client()
            try client.send(Self.head(1, fields))
            #expect(try client.head() == (1, 431))
            try client.send(FrameSender.request(3))
            #expect(try client.head() == (3, 200))
            #expect(try siege.line("header_too_large").status == 431)
            #expect(try siege.count("header_too_large") == 1)
        }

        @Test func overAndOver() throws {
            let siege = try Siege(top: Self.top)
            defer { siege.end() }
            try siege.withstand("heads that are too large") {
                let client = try siege.client()
                for _ in 0..<20 {
                    let stream = client.nextStream()
                    try client.send(Self.head(stream, Self.large))
                    guard try client.head().status == 431 else { throw HarnessFailure("not 431") }
                }
            }
        }
    }
}
