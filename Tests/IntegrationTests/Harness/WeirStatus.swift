import Foundation

/// What `GET /status` of the admin listener shows.
struct WeirStatus: Decodable, Sendable {
    struct Server: Decodable, Sendable {
        var id: String
        var health: String
        var state: String
        var reason: String?
        var sinceSeconds: Int
        var weight: Int
        var backup: Bool
        var active: Int
        var connections: Int
    }

    struct Upstream: Decodable, Sendable {
        var name: String
        var balance: String
        var servers: [Server]
    }

    struct Listener: Decodable, Sendable {
        var name: String
        var address: String
        var tls: Bool
    }

    struct Arm: Decodable, Sendable {
        var name: String
        var weight: Int
        var nominalShare: Double
        var actualShare: Double
        var requests: Int
    }

    struct Split: Decodable, Sendable {
        var route: String
        var arms: [Arm]
    }

    var version: String
    var draining: Bool
    var generation: Int
    var listeners: [Listener]
    var upstreams: [Upstream]
    var splits: [Split]
}

extension WeirProcess {
    func status() throws -> WeirStatus {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(WeirStatus.self, from: Data(try admin("/status").body))
    }

    /// A server of any upstream, by its id.
    func server(_ id: String) throws -> WeirStatus.Server {
        guard let server = try status().upstreams.flatMap(\.servers).first(where: { $0.id == id }) else {
            throw HarnessFailure("no server \(id) in /status")
        }
        return server
    }
}
