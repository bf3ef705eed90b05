public import WeirCore
public import WeirModel
import WeirTelemetry

/// An explanation as people and programs read it. Field names are those of the access log, and `steps`.
public struct ExplanationReport {
    private let explanation: Explanation
    private let request: RequestHead
    private let client: IPAddress
    private let configuration: Configuration

    /// Explains a request: where it would go now. Like any plan, this advances the balancer's turns.
    public init(of request: RequestHead, client: IPAddress, world: inout World, now: Moment) {
        explanation = Explanation(request, client: client, world: &world, now: now)
        self.request = request
        self.client = client
        configuration = world.snapshot.configuration
    }

    /// Whether a route matched.
    public var isRouted: Bool { plan.route != nil }

    private var plan: Plan { explanation.plan }
    private var route: Route? { plan.route.map { configuration.routes[$0] } }
    private var upstream: Upstream? { plan.upstream.map { configuration.upstreams[$0] } }
    private var server: Server? { plan.server.flatMap { upstream?.servers[$0] } }

    private var split: SplitSettings? {
        guard case .split(let split) = route?.action else { return nil }
        return split
    }

    private var arm: String? { plan.arm.flatMap { split?.arms[$0].name } }

    /// The log's `end` word, as far as the decision goes.
    private var end: String {
        switch plan.outcome {
        case .forward, .redirect: "complete"
        case .refuse(let kind): kind.rawValue
        }
    }

    private var status: Int? {
        switch plan.outcome {
        case .forward: return nil
        case .redirect:
            guard case .redirect(let redirect) = route?.action else { return nil }
            return redirect.status
        case .refuse(let kind): return Fault(kind).status
        }
    }

    // MARK: JSON

    /// One object.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("client", client.description)
        json.member("method", request.block.string(request.methodText))
        json.member("host", request.block.string(request.host))
        json.member("path", request.block.string(request.target))
        if let status { json.member("status", status) }
        if let route { json.member("route", route.name) }
        if let arm { json.member("arm", arm) }
        if let upstream {
            json.member("arm_reason", plan.armReason.rawValue)
            json.member("upstream", upstream.name)
        }
        if let server { json.member("server", server.id) }
        if let upstream {
            json.member("affinity", plan.verdict.rawValue)
            json.member("balance", upstream.balance.rawValue)
        }
        json.member("end", end)
        writeSteps(into: &json)
        json.endObject()
        return json.bytes
    }

    private func writeSteps(into json: inout JSONWriter) {
        json.key("steps")
        json.beginObject()
        json.key("routes_passed_over")
        json.beginArray()
        for passed in explanation.passedRoutes {
            json.beginObject()
            json.member("route", configuration.routes[passed.route].name)
            json.member("failed", passed.failure.rawValue)
            json.endObject()
        }
        json.endArray()
        json.key("arms")
        json.beginArray()
        for considered in explanation.arms { write(considered, into: &json) }
        json.endArray()
        json.key("servers")
        json.beginArray()
        for step in explanation.servers { write(step, into: &json) }
        json.endArray()
        json.endObject()
    }

    private func write(_ considered: Explanation.ConsideredArm, into json: inout JSONWriter) {
        json.beginObject()
        json.member("arm", name(of: considered))
        json.member("weight", considered.weight)
        if let score = considered.score {
            json.key("score")
            json.number(score)
        }
        json.member("can_serve", considered.canServe)
        json.endObject()
    }

    private func write(_ step: Explanation.ServerStep, into json: inout JSONWriter) {
        json.beginObject()
        json.member("server", step.id)
        json.member("standing", step.standing.rawValue)
        json.member("health", step.health.rawValue)
        json.member("state", step.operatorState.rawValue)
        json.member("active", step.active)
        if let score = step.score {
            json.key("score")
            json.number(score)
        }
        json.endObject()
    }

    private func name(of considered: Explanation.ConsideredArm) -> String {
        split?.arms[considered.arm].name ?? ""
    }

    // MARK: Text

    /// Lines for people.
    public func text() -> String {
        let host = request.block.string(request.host)
        let target = request.block.string(request.target)
        var lines = ["\(request.block.string(request.methodText)) \(host)\(target) from \(client)"]
        for passed in explanation.passedRoutes {
            lines.append(
                "  route \(configuration.routes[passed.route].name): passed over, "
                    + "\(passed.failure.rawValue) do not hold")
        }
        lines += routeLines()
        lines += explanation.arms.map(describe)
        if let upstream, server != nil || !explanation.servers.isEmpty {
            lines.append(
                "  upstream \(upstream.name): affinity \(plan.verdict.rawValue), balance \(upstream.balance.rawValue)")
        }
        lines += explanation.servers.map(describe)
        lines.append(verdict())
        return lines.joined(separator: "\n") + "\n"
    }

    private func routeLines() -> [String] {
        guard let route else { return [] }
        guard let arm else { return ["  route \(route.name): matches"] }
        return ["  route \(route.name): matches; arm \(arm) (\(plan.armReason.rawValue))"]
    }

    private func describe(_ considered: Explanation.ConsideredArm) -> String {
        let score = considered.score.map { ", score \($0)" } ?? ""
        let note = considered.canServe ? "" : ", no server can serve"
        let mark = considered.arm == plan.arm ? "→" : " "
        return "    \(mark) arm \(name(of: considered)): weight \(considered.weight)\(score)\(note)"
    }

    private func describe(_ step: Explanation.ServerStep) -> String {
        let score = step.score.map { ", score \($0)" } ?? ""
        let mark = step.server == plan.server ? "→" : " "
        return "    \(mark) server \(step.id): \(step.standing.rawValue), \(step.health.rawValue)\(score)"
    }

    private func verdict() -> String {
        switch plan.outcome {
        case .forward: "  goes to \(server?.id ?? "-") of \(upstream?.name ?? "-")"
        case .redirect: "  is answered by a redirect, status \(status ?? 0)"
        case .refuse(let kind): "  is refused: \(kind.rawValue), status \(status ?? 0)"
        }
    }
}
