import Glibc
import NIOCore
import WeirCore

@testable import SimulatedNetwork

/// A server, which the world may make refuse, fall silent, die or feel unwell.
final class SimulatedServer {
    enum Mode: Equatable {
        case serving
        /// Nobody listens.
        case refusing
        /// Nothing comes back.
        case silent
    }

    let name: ServerName
    unowned let world: World
    var draw: Draw
    private(set) var mode = Mode.serving
    /// What health checks get to hear.
    private(set) var isWell = true
    /// Since when nothing has been done to it, and Weir has thought the same of it.
    private(set) var steadySince: NIODeadline
    private var connections: [ServerConnection] = []
    private var seenHealth: ServerHealth

    init(name: ServerName, world: World, draw: Draw) {
        self.name = name
        self.world = world
        self.draw = draw
        steadySince = world.loop.now
        seenHealth = world.state(of: name).health
    }

    func arrived(_ attempt: ConnectionAttempt) {
        switch mode {
        case .refusing:
            world.coverage.note(.connectRefused)
            decide(attempt) { $0.fail(ECONNREFUSED) }
        case .silent:
            world.coverage.note(.connectSilent)
        case .serving:
            decide(attempt) { attempt in
                guard let remote = attempt.accept() else { return }
                self.connections.append(ServerConnection(server: self, remote: remote))
            }
        }
    }

    /// At once, as over a unix socket, or after a while.
    private func decide(_ attempt: ConnectionAttempt, _ outcome: @escaping (ConnectionAttempt) -> Void) {
        guard !draw.chance(20) else { return outcome(attempt) }
        world.loop.after(.milliseconds(Int64(draw.below(30)))) { outcome(attempt) }
    }

    /// Its connections, for people.
    var state: String { connections.map(\.state).joined(separator: "; ") }

    func connectionEnded(_ connection: ServerConnection) {
        connections.removeAll { $0 === connection }
    }

    // MARK: What may happen to it

    func fall(into mode: Mode) {
        world.note("server falls", [name.upstream, name.index], "\(mode)")
        world.coverage.noteFault(.serverDied)
        self.mode = mode
        disturb()
        if mode == .refusing { for connection in connections { connection.breakOff() } }
    }

    func recover() {
        guard mode != .serving || !isWell else { return }
        world.note("server recovers", [name.upstream, name.index])
        mode = .serving
        isWell = true
        disturb()
    }

    func sicken() {
        world.note("server is unwell", [name.upstream, name.index])
        isWell = false
        disturb()
    }

    func disturb() {
        steadySince = world.loop.now
    }

    /// Weir may have changed its mind.
    func watchHealth() {
        let health = world.state(of: name).health
        guard health != seenHealth else { return }
        seenHealth = health
        disturb()
        world.note("health", [name.upstream, name.index], "\(health)")
        if health == .down { world.coverage.note(.wentDown) }
        if health == .up { world.coverage.note(.cameUp) }
    }
}
