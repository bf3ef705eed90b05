import Testing

extension Abuse {
    /// A head that never ends, in more and more frames.
    @Suite struct ContinuationFlood {
        @Test func endsTheConnection() throws {
            let siege = try Siege()
            defer { siege.end() }
            @Sendable func attack(_ client: FrameSender) throws {
                try client.send(Frame(type: Frame.headers, stream: 1, payload: FrameSender.block()))
                let field = FrameSender.literal("x-more", String(repeating: "y", count: 500))
                let piece = Frame(type: Frame.continuation, stream: 1, payload: field)
                client.sendUntilEnded((0..<20).flatMap { _ in piece.bytes }, times: 20)
            }
            let client = try siege.client()
            try attack(client)
            try siege.expectCalm(client, "continuation_flood")
            try siege.withstand("CONTINUATION") {
                let client = try siege.client()
                try attack(client)
                _ = try client.ending()
            }
        }
    }
}
