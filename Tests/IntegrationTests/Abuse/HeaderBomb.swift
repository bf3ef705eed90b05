import Testing

extension Abuse {
    /// A few bytes that stand for many: one large field, then named again and again by its index (CVE-2016-6581).
    @Suite struct HeaderBomb {
        private static func attack(_ client: FrameSender) throws {
            // Kept in the table (RFC 7541 §6.2.1): 0x40 instead of 0.
            let large = [0x40] + FrameSender.literal("x-bomb", String(repeating: "y", count: 3900)).dropFirst()
            let block = FrameSender.block() + large + Array(repeating: 0xbe, count: 10_000)
            let flags = Frame.endHeaders | Frame.endStream
            try client.send(Frame(type: Frame.headers, flags: flags, stream: 1, payload: block))
        }

        @Test func endsTheConnection() throws {
            let siege = try Siege()
            defer { siege.end() }
            let client = try siege.client()
            try Self.attack(client)
            try siege.expectCalm(client, "header_too_large")
            try siege.withstand("HPACK bomb") {
                let client = try siege.client()
                try Self.attack(client)
                _ = try client.ending()
            }
        }
    }
}
