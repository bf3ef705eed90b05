import Synchronization

/// What a server answers to probes, changed while it serves.
final class ProbeAnswer: Sendable {
    private let bytes: Mutex<String>

    init(_ bytes: String) {
        self.bytes = Mutex(bytes)
    }

    func set(_ bytes: String) {
        self.bytes.withLock { $0 = bytes }
    }

    /// A server that answers probes of this target so, everything else with `page`, one request a connection.
    func origin(at target: String) throws -> ScriptedOrigin {
        try ScriptedOrigin { connection in
            guard let request = try connection.request() else { return }
            guard request["User-Agent"] == "weir-health", request.target == target else {
                return try connection.respond("page", fields: "Connection: close")
            }
            try connection.send(self.bytes.withLock { $0 })
        }
    }
}
