import NIOCore
import WeirCore
import WeirModel

@testable import SimulatedNetwork
@testable import WeirProxy

/// What must be true of Weir at any time, and what must have become true at the end.
struct Shadow {
    /// Bytes that may wait to be sent on one stream: what makes it full, one read more, and the head of a response.
    static let streamLimit = StreamLimits.high + 64 * 1024 + 64 * 1024
    /// Bytes that may wait undecoded: the limit, and one read more.
    static let inputLimit = DownstreamConnection.inputLimit + 64 * 1024

    private var looked = NIODeadline.uptimeNanoseconds(0)
    /// Without a path that is known.
    var strayLines = 0
    private var lines = 0

    // MARK: At any time

    mutating func watch(_ world: World) {
        guard world.loop.now != looked else { return }
        looked = world.loop.now
        for line in world.process.takeLogLines() { take(line, world) }
        watchServers(world)
        watchStreams(world)
    }

    private func watchServers(_ world: World) {
        let limit = world.scenario.configuration.upstreams.map(\.pool.connections)
        for server in world.allServers {
            let state = world.state(of: server.name)
            server.watchHealth()
            let most = limit[server.name.upstream]
            if most > 0, state.connections > most {
                world.complain("\(state.connections) connections to \(server.name), and \(most) are allowed")
            }
            if state.active < 0 || state.connections < 0 { world.complain("a count of \(server.name) below zero") }
        }
        if world.sabotage == .leaksCount, let first = world.allServers.first, first.draw.chance(1) {
            world.state(of: first.name).begin()
        }
    }

    private func watchStreams(_ world: World) {
        let factor = world.sabotage == .lowersLimit ? 20 : 1
        for stream in world.process.clientStreams + world.process.network.streams {
            if stream.mostBuffered > Self.streamLimit / factor {
                return world.complain("\(stream.mostBuffered) bytes wait to be sent on one stream")
            }
        }
        if world.process.clientStreams.contains(where: { $0.isOpen && !$0.isWritable }) {
            world.coverage.note(.clientHeldUp)
        }
        if world.process.network.streams.contains(where: { $0.isOpen && !$0.isWritable }) {
            world.coverage.note(.serverHeldUp)
        }
        for connection in world.process.connections where connection.input.readableBytes > Self.inputLimit {
            world.complain("\(connection.input.readableBytes) bytes wait undecoded on one connection")
            return
        }
        world.process.forgetClosed()
    }

    // MARK: Lines of the log

    private mutating func take(_ text: String, _ world: World) {
        let line = LogLine(text)
        lines += 1
        world.note("logged", [line.requestNumber ?? -1, line.status], line.end)
        world.coverage.note(ending: line.end)
        if let verdict = line.verdict { world.coverage.note(verdict: verdict) }
        noteAttempts(of: line, world)
        guard line.path?.hasPrefix("/") == true, let number = line.requestNumber, let request = world.request(number),
            request.target == line.path, request.firstSent != nil
        else {
            strayLines += 1
            return
        }
        if world.sabotage == .forgetsLine, number == 2 { return }
        request.lines.append(line)
        if world.sabotage == .logsTwice, number == 2 { request.lines.append(line) }
        judgePin(of: request, line, world)
    }

    private func noteAttempts(of line: LogLine, _ world: World) {
        if line.attempts.count > 1 { world.coverage.note(.retried) }
        for (index, attempt) in line.attempts.enumerated() {
            if attempt.isReused { world.coverage.note(.reusedConnection) }
            if index > 0, attempt.server == line.attempts[index - 1].server, line.attempts[index - 1].isReused {
                world.coverage.note(.retriedAfterStale)
            }
        }
    }

    /// A client with a good cookie lands on the server it names, if nothing has been wrong with that one since the
    /// request was begun.
    private func judgePin(of request: SimulatedRequest, _ line: LogLine, _ world: World) {
        guard let name = request.pinned, !request.isSpoiled, let chosen = line.server, chosen.upstream == name.upstream,
            !request.target.hasPrefix("/d/"), let begun = request.firstSent, let server = world.server(name),
            world.scenario.configuration.upstreams[name.upstream].affinity != nil
        else { return }
        server.watchHealth()
        let state = world.state(of: name)
        guard server.steadySince < begun, server.mode == .serving, state.health == .up, state.operatorState == .ready
        else { return }
        world.coverage.note(.pinned)
        if line.verdict == "valid", chosen == name { return }
        if line.verdict == "unreachable", line.attempts.first?.server == name.description { return }
        world.complain("request \(request.number) of a client pinned to \(name) went to \(chosen): \(line.text)")
    }

    // MARK: At the end

    mutating func judge(_ world: World) {
        guard world.complaints.isEmpty else { return }
        for request in world.requests { judge(request, world) }
        judgeHealth(world)
        world.process.stopProbers()
        world.loop.run(for: .seconds(1))
        judgeCounts(world)
    }

    private func judgeCounts(_ world: World) {
        let process = world.process
        if process.activeRequests != 0 { world.complain("\(process.activeRequests) requests are never over") }
        if process.clientConnections != 0 { world.complain("\(process.clientConnections) clients are never gone") }
        if process.recordedRequests != lines {
            world.complain("\(process.recordedRequests) requests are counted, and \(lines) logged")
        }
        if !process.connections.isEmpty { world.complain("\(process.connections.count) connections are open") }
        for server in world.allServers {
            let state = world.state(of: server.name)
            if state.active != 0 { world.complain("\(server.name) is left with \(state.active) active requests") }
            if state.connections != 0 {
                world.complain("\(server.name) is left with \(state.connections) connections: \(server.state)")
            }
        }
        let open = (process.clientStreams + process.network.streams).filter(\.isOpen).count
        if open != 0 { world.complain("\(open) streams are open") }
    }

    /// Probes have had the time to see what is.
    private func judgeHealth(_ world: World) {
        guard !world.hasStopped else { return }
        for server in world.allServers
        where world.scenario.configuration.upstreams[server.name.upstream].health != nil {
            if world.state(of: server.name).health != .up { world.complain("\(server.name) is well, and not up") }
        }
    }
}
