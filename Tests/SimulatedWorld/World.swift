import NIOCore
import WeirCore
import WeirModel

@testable import SimulatedNetwork
@testable import WeirProxy

/// Clients, servers and a network around one real worker, in virtual time. Everything follows from the seed.
final class World {
    /// Milliseconds after which nothing goes wrong any more, so that what is under way can end.
    private static let troubleEnds = 12_000
    /// By then every client must be done; and a while later every connection closed.
    private static let patience = TimeAmount.seconds(90)
    private static let afterwards = TimeAmount.seconds(15)
    /// More complaints would only hide the first.
    private static let complaintLimit = 12

    let seed: UInt64
    let scenario: Scenario
    let sabotage: Sabotage
    let process: SimulatedProcess
    var coverage = Coverage()
    private(set) var trace: Trace
    private(set) var complaints: [String] = []
    private(set) var clients: [SimulatedClient] = []
    private(set) var servers: [[SimulatedServer]] = []
    private(set) var requests: [SimulatedRequest] = []
    private(set) var acceptsClients = true
    private(set) var hasDrained = false
    private(set) var hasStopped = false
    private var shadow = Shadow()
    private var draw: Draw
    private var connections = 0
    private var isTroubled = true
    private var troubleOver = NIODeadline.uptimeNanoseconds(0)

    init(seed: UInt64, sabotage: Sabotage = .none, keepsTrace: Bool = false) throws {
        self.seed = seed
        self.sabotage = sabotage
        trace = Trace(keepsText: keepsTrace)
        draw = Draw(seed: seed)
        scenario = Scenario(draw: &draw)
        process = try SimulatedProcess(scenario.configuration, seed: draw.next())
        process.network.arrived = { [weak self] in self?.arrived($0) }
        servers = scenario.configuration.upstreams.enumerated().map { upstream, settings in
            settings.servers.indices.map {
                SimulatedServer(name: ServerName(upstream: upstream, index: $0), world: self, draw: draw.fork())
            }
        }
        clients = (0..<scenario.clients).map { SimulatedClient(number: $0, world: self, draw: draw.fork()) }
    }

    var loop: VirtualLoop { process.loop }
    var allServers: [SimulatedServer] { servers.flatMap { $0 } }
    /// Per cent of occasions at which something goes wrong now.
    var trouble: Int { isTroubled ? scenario.trouble : 0 }

    // MARK: The run

    /// Everything from the first connection to the last count that must be zero.
    func run() {
        process.startProbers()
        troubleOver = loop.now + .milliseconds(Int64(Self.troubleEnds))
        planTrouble()
        for client in clients { client.begin() }
        let deadline = loop.now + Self.patience
        while !isSettled, loop.now < deadline, complaints.isEmpty, loop.step(until: deadline) {
            shadow.watch(self)
        }
        for client in clients where complaints.isEmpty && !client.isDone && !hasStopped {
            complain("never done: \(client.state)")
        }
        rest()
        shadow.judge(self)
        process.stop()
        release()
    }

    private var isSettled: Bool { hasStopped || clients.allSatisfy(\.isDone) }

    /// All deadlines pass: nothing may be left.
    private func rest() {
        guard complaints.isEmpty else { return }
        if hasStopped {
            loop.settle()
        } else {
            // Servers that were in trouble to the last need time to be found well.
            let end = max(loop.now, troubleOver) + Self.afterwards
            while loop.step(until: end) { shadow.watch(self) }
        }
        shadow.watch(self)
    }

    /// The world's own cycles of references.
    private func release() {
        for request in requests { request.connection = nil }
        clients = []
        servers = []
    }

    // MARK: What happens by itself

    private func planTrouble() {
        loop.after(.milliseconds(Int64(Self.troubleEnds))) { self.endTrouble() }
        if let time = scenario.drainsAt { loop.after(.milliseconds(Int64(time))) { self.drain() } }
        if let time = scenario.stopsAt { loop.after(.milliseconds(Int64(time))) { self.stop() } }
        guard !scenario.isCalm else { return }
        for _ in 0..<draw.below(2 + scenario.trouble / 4) {
            loop.after(.milliseconds(Int64(draw.below(10_000)))) { self.happen() }
        }
    }

    private func endTrouble() {
        isTroubled = false
        for server in allServers {
            server.recover()
            setOperatorState(.ready, of: server)
        }
    }

    private func happen() {
        guard isTroubled, !hasStopped else { return }
        let server = draw.one(of: allServers)
        switch draw.below(8) {
        case 0, 1: server.fall(into: .refusing)
        case 2: server.fall(into: .silent)
        case 3: server.sicken()
        case 4: setOperatorState(.drain, of: server)
        case 5: setOperatorState(.maintenance, of: server)
        case 6: setOperatorState(.ready, of: server)
        case _: server.recover()
        }
        if draw.chance(50) { loop.after(.milliseconds(Int64(draw.among(50...4_000)))) { server.recover() } }
    }

    private func setOperatorState(_ wanted: OperatorState, of server: SimulatedServer) {
        guard state(of: server.name).operatorState != wanted, !hasStopped else { return }
        note("operator", [server.name.upstream, server.name.index], wanted.rawValue)
        if wanted == .drain { coverage.note(.operatorDrain) }
        if wanted == .maintenance { coverage.note(.operatorMaintenance) }
        server.disturb()
        process.runtime.snapshot.upstreams[server.name.upstream].setOperatorState(
            wanted, server: server.name.index, now: loop.moment)
    }

    private func drain() {
        guard !hasStopped else { return }
        note("process drains", [])
        coverage.note(.processDrained)
        acceptsClients = false
        hasDrained = true
        process.drain()
    }

    private func stop() {
        note("process stops", [])
        coverage.note(.processStopped)
        acceptsClients = false
        hasStopped = true
        process.cut()
    }

    // MARK: For the actors

    func connect() -> RemoteEnd {
        process.connect()
    }

    private func arrived(_ attempt: ConnectionAttempt) {
        guard let address = attempt.address.ip, address.isV4 else { return complain("a connection to nowhere") }
        let place = Int(address.low & 0xffff)
        servers[place / 256][place % 256 - 1].arrived(attempt)
    }

    func makeRequest(path: String, draw: inout Draw, mayBeLarge: Bool) -> SimulatedRequest {
        let request = SimulatedRequest(
            number: requests.count + 1, path: path, draw: &draw, mayBeLarge: mayBeLarge)
        requests.append(request)
        return request
    }

    func request(_ number: Int) -> SimulatedRequest? {
        requests.indices.contains(number - 1) ? requests[number - 1] : nil
    }

    func nextConnection() -> Int {
        connections += 1
        return connections
    }

    /// What Weir knows of a server.
    func state(of server: ServerName) -> ServerState {
        process.runtime.snapshot.upstreams[server.upstream].servers[server.index]
    }

    func server(_ name: ServerName) -> SimulatedServer? {
        guard servers.indices.contains(name.upstream), servers[name.upstream].indices.contains(name.index) else {
            return nil
        }
        return servers[name.upstream][name.index]
    }

    func note(_ what: StaticString, _ numbers: [Int], _ text: @autoclosure () -> String = "") {
        trace.note(loop.now, what, numbers, text())
    }

    func complain(_ what: String) {
        guard complaints.count < Self.complaintLimit else { return }
        complaints.append(what)
        note("COMPLAINT", [], what)
    }
}
