import Testing

extension Abuse {
    /// Frames that cost a client little: each kind has a limit of its own.
    @Suite struct FrameFloods {
        struct Flood: Sendable, CustomTestStringConvertible {
            var kind: String
            var frame: Frame
            /// Sent before, once.
            var first: [Frame] = []
            var testDescription: String { kind }
        }

        private static let open = FrameSender.request(1, endsStream: false)
        private static let floods = [
            Flood(kind: "settings_flood", frame: Frame(type: Frame.settings)),
            Flood(kind: "ping_flood", frame: Frame(type: Frame.ping, payload: Array(repeating: 7, count: 8))),
            Flood(kind: "empty_frame_flood", frame: Frame(type: Frame.data, stream: 1), first: [open]),
            Flood(kind: "empty_frame_flood", frame: Frame(type: Frame.priority, stream: 1, payload: [0, 0, 0, 3, 9])),
            Flood(kind: "empty_frame_flood", frame: Frame(type: 0xfa, payload: [1])),
            Flood(kind: "window_update_flood", frame: .windowUpdate(by: 1)),
            Flood(kind: "window_update_flood", frame: .windowUpdate(stream: 1, by: 1), first: [open]),
        ]

        @Test(arguments: floods) func endTheConnection(flood: Flood) throws {
            let siege = try Siege(ScriptedOrigin.hanging())
            defer { siege.end() }
            let frames = (0..<100).flatMap { _ in flood.frame.bytes }
            @Sendable func attack() throws -> FrameSender {
                let client = try siege.client()
                for frame in flood.first { try client.send(frame) }
                client.sendUntilEnded(frames, times: 100)
                return client
            }
            try siege.expectCalm(try attack(), flood.kind)
            try siege.withstand("\(flood.kind), frames of type \(flood.frame.type)") { _ = try attack().ending() }
        }
    }
}
