import NIOCore
import WeirModel

@testable import SimulatedNetwork

/// What must have become of each request.
extension Shadow {
    /// Ends that are a server's doing.
    private static let serverEnds: Set<String> = [
        "connect_refused", "connect_timeout", "connect_failed", "response_timeout", "upstream_reset",
        "upstream_truncated", "bad_response",
    ]

    mutating func judge(_ request: SimulatedRequest, _ world: World) {
        guard request.firstSent != nil, let connection = request.connection else { return }
        let name = "request \(request.number)"
        if request.answers > 1 { world.complain("\(name) was answered \(request.answers) times") }
        if request.lines.count > 1 { world.complain("\(name) was logged \(request.lines.count) times") }
        guard let line = request.lines.first else { return judgeUnlogged(request, connection, world) }
        judgeCause(request, line, connection, world)
        if line.path != nil, line.requestBytes > request.body, request.tunnel == nil {
            world.complain("\(name) was logged with more bytes than it had: \(line.text)")
        }
        if request.answers == 1 {
            judgeAnswered(request, line, world)
        } else if connection.harm == nil {
            judgeUnanswered(request, line, world)
        }
        if request.tunnel != nil, line.status == 101 { judgeTunnel(request, line, connection, world) }
    }

    private mutating func judgeUnlogged(_ request: SimulatedRequest, _ connection: ClientConnection, _ world: World) {
        let name = "request \(request.number)"
        if request.arrivals > 0 { world.complain("\(name) reached a server and was not logged") }
        if request.status != 0 {
            // Its head never was understood: its line has no path to know it by.
            strayLines -= 1
            if request.isSentWhole, !request.isSpoiled || strayLines < 0 {
                world.complain("\(name) was answered \(request.status) and not logged")
            }
        }
        guard connection.harm == nil, request.isSentWhole, let sent = request.firstSent else { return }
        // Weir had said, or was about to say, that it takes no more.
        let wasCut = world.requests.contains { $0.connection === connection && $0.isCutShort }
        if connection.hasGoodbye || wasCut || world.hasDrained || world.hasStopped { return }
        let patience: TimeAmount = connection.begun == 1 ? .milliseconds(1_900) : .milliseconds(3_900)
        if sent - connection.lastAnswered > patience { return }
        world.complain("\(name) was sent whole, and neither answered nor logged")
    }

    private func judgeAnswered(_ request: SimulatedRequest, _ line: LogLine, _ world: World) {
        let name = "request \(request.number)"
        if line.status != request.status { world.complain("\(name) was answered \(request.status): \(line.text)") }
        guard let server = request.answeredBy else { return }
        if line.server != server { world.complain("\(name) was answered by \(server): \(line.text)") }
        guard request.status != 101 else { return }
        // An HTTP/1.0 client takes the end of the connection for the end of the body.
        if line.end != "complete", !request.isHTTP10 || !request.wasHarmed {
            world.complain("\(name) was answered whole: \(line.text)")
        }
        if line.responseBytes != request.received {
            world.complain("\(name) was answered by \(request.received) bytes: \(line.text)")
        }
    }

    /// The client did nothing to deserve it.
    private func judgeUnanswered(_ request: SimulatedRequest, _ line: LogLine, _ world: World) {
        let name = "request \(request.number)"
        // A process that stops takes along what has not been sent.
        guard !world.hasStopped else { return }
        // A connection that is cut because its client takes nothing takes along the answers before.
        let wasCut = world.requests.contains { other in
            other.connection === request.connection && other.number > request.number && other.answers == 0
                && other.lines.first.map { $0.end == "send_timeout" || $0.end == "client_gone" } == true
        }
        if wasCut, line.attempts.isEmpty || line.end == "complete" { return }
        if line.end == "complete" { return world.complain("\(name) never got its answer: \(line.text)") }
        guard line.status == request.status || line.status == 0 || request.status == 0 else {
            return world.complain("\(name) got the head of another answer: \(line.text)")
        }
        guard Self.serverEnds.contains(line.end) || request.wasHarmed || line.end == "tunnel_idle" else {
            return world.complain("\(name) got no answer: \(line.text)")
        }
        if !request.isCutShort, !request.hasLostPlace {
            world.complain("\(name) got no answer, and its connection is up: \(line.text)")
        }
    }

    /// Nothing goes wrong without somebody who did it.
    private func judgeCause(
        _ request: SimulatedRequest, _ line: LogLine, _ connection: ClientConnection, _ world: World
    ) {
        let serversDid =
            request.wasHarmed || !world.scenario.isCalm && (world.coverage.faults > 0 || line.attempts.count > 1)
        let isFair: Bool
        switch line.end {
        case "complete", "no_route": isFair = true
        case "body_too_large": isFair = world.scenario.configuration.limits.bodyBytes != nil
        case "server_busy": isFair = world.scenario.configuration.upstreams.contains { $0.pool.connections > 0 }
        case "no_server", "pinned_down":
            isFair = !world.scenario.isCalm || world.scenario.configuration.upstreams.contains { $0.health != nil }
        case "draining": isFair = world.hasStopped
        case "client_gone", "head_timeout", "body_timeout", "send_timeout", "bad_request", "unsupported_version",
            "method_not_allowed", "expectation_failed":
            isFair = connection.harm != nil || request.wasHarmed
        case "tunnel_idle":
            // What waits to be taken by a slow client is no traffic.
            isFair = connection.harm != nil || request.wasHarmed || connection.manners.gulp > 0
        case _: isFair = Self.serverEnds.contains(line.end) && serversDid
        }
        if !isFair { world.complain("request \(request.number) ended for no reason: \(line.text)") }
    }

    /// What was sent before a tunnel was closed in good order has arrived.
    private func judgeTunnel(
        _ request: SimulatedRequest, _ line: LogLine, _ connection: ClientConnection, _ world: World
    ) {
        guard let plan = request.tunnel, line.end == "complete", connection.harm == nil, !request.wasHarmed,
            !world.hasStopped, !connection.hasGoodbye
        else { return }
        if request.tunnelArrived != plan.up {
            world.complain("the server got \(request.tunnelArrived) of \(plan.up) bytes: \(line.text)")
        }
        if request.tunnelReceived != plan.down {
            world.complain("the client got \(request.tunnelReceived) of \(plan.down) bytes: \(line.text)")
        }
    }
}
