import NIOCore

@testable import SimulatedNetwork

/// A client with requests to make, over one connection after the other, and a cookie to remember.
final class SimulatedClient {
    let number: Int
    unowned let world: World
    var draw: Draw
    private var script: [SimulatedRequest]
    private var connection: ClientConnection?
    /// The affinity cookie, and the server whose answer set it.
    private(set) var cookie: (text: String, server: ServerName)?

    init(number: Int, world: World, draw: Draw) {
        self.number = number
        self.world = world
        self.draw = draw
        script = []
    }

    /// Whether all has been said.
    var isDone: Bool { script.isEmpty && connection == nil }
    /// What it waits for, for people.
    var state: String {
        "client \(number): \(script.count) requests to begin; \(connection?.state ?? "no connection")"
    }

    func begin() {
        let mayBeLarge = draw.chance(30)
        for _ in 0..<draw.among(1...9) {
            let path = draw.one(of: ["a", "a", "a", "b", "b", "c", "d", "nowhere"])
            script.append(world.makeRequest(path: path, draw: &draw, mayBeLarge: mayBeLarge))
        }
        world.loop.after(.milliseconds(Int64(draw.below(world.scenario.liveliness)))) { self.open() }
    }

    private func open() {
        guard !script.isEmpty else { return }
        guard world.acceptsClients else {
            script = []
            return
        }
        connection = ClientConnection(client: self, number: world.nextConnection())
    }

    // MARK: For the connection

    var next: SimulatedRequest? { script.first }

    func takeNext() {
        script.removeFirst()
    }

    func remember(_ cookie: String, from server: ServerName) {
        let other = ServerName(upstream: server.upstream, index: server.index + 1)
        self.cookie = (cookie, world.sabotage == .misroutes ? other : server)
    }

    /// The connection is over; what has not been begun goes over another.
    func connectionEnded() {
        connection = nil
        guard !script.isEmpty else { return }
        world.loop.after(.milliseconds(Int64(draw.below(400)))) { self.open() }
    }
}
