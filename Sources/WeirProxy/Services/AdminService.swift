import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTLS
import WeirTelemetry

/// The admin API: health, readiness, metrics, status, effective configuration.
final class AdminService: InternalService {
    private let runtime: Runtime
    private let plan: ServerPlan
    /// Nil: none is asked for.
    private let token: [UInt8]?

    init(runtime: Runtime, plan: ServerPlan, token: [UInt8]?) {
        self.runtime = runtime
        self.plan = plan
        self.token = token
    }

    func respond(to request: RequestHead, body: ByteBuffer) -> LocalResponse {
        guard isAllowed(request) else {
            let challenge = LocalField(name: "WWW-Authenticate", value: Array("Bearer".utf8))
            return .text(401, "a token is needed: Authorization: Bearer TOKEN", fields: [challenge])
        }
        let path = request.block.string(request.normalizedPath)
        if path == "/explain" { return explain(request, body) }
        guard request.method == .get || request.method == .head else {
            let allow = LocalField(name: "Allow", value: Array("GET, HEAD".utf8))
            return .text(405, "only GET is answered here", fields: [allow])
        }
        switch path {
        case "/healthz": return .text(200, "ok")
        case "/readyz": return runtime.isDraining ? .text(503, "draining") : .text(200, "ready")
        case "/metrics": return metrics()
        case "/status": return .json(StatusPage(runtime: runtime, plan: plan).render())
        case "/config": return .json(plan.effectiveConfiguration)
        case "/": return .text(200, "/healthz\n/readyz\n/metrics\n/status\n/config\nPOST /explain")
        default: return .text(404, "no such page; / lists them")
        }
    }

    /// The body is a request's head as it would come over the wire; `?client=ADDRESS` says whose it would be.
    /// What is known now of servers and their load counts.
    private func explain(_ request: RequestHead, _ body: ByteBuffer) -> LocalResponse {
        guard request.method == .post else {
            let allow = LocalField(name: "Allow", value: Array("POST".utf8))
            return .text(405, "POST the head of a request, for instance: GET /cart HTTP/1.1, Host: …", fields: [allow])
        }
        let query = request.block.string(request.query)
        let parameter = query.split(separator: "&").first { $0.hasPrefix("client=") }
        let named = parameter.map { String($0.dropFirst("client=".count)) } ?? "127.0.0.1"
        guard let client = IPAddress(named) else { return .text(400, "client is no IP address") }
        do throws(ExplainedRequest.Problem) {
            let asked = try ExplainedRequest.parse(
                head: String(buffer: body), limits: runtime.configuration.limits)
            var world = World(snapshot: runtime.snapshot, seed: RandomBytes.seed())
            let now = LoopClock().now
            return .json(ExplanationReport(of: asked, client: client, world: &world, now: now).json())
        } catch {
            return .text(400, error.message)
        }
    }

    private func metrics() -> LocalResponse {
        let gauges = StatusPage(runtime: runtime, plan: plan).gauges()
        return LocalResponse(
            status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: runtime.metrics.render(gauges))
    }

    /// Compares the bearer token (RFC 6750 §2.1) in time that does not depend on where it differs.
    private func isAllowed(_ request: RequestHead) -> Bool {
        guard let token else { return true }
        guard let field = request.block.first(.authorization) else { return false }
        let sent = request.block.bytes[request.block.fields[field].value.range]
        let expected = Array("Bearer ".utf8) + token
        guard sent.count == expected.count else { return false }
        return zip(sent, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension LocalResponse {
    static func text(_ status: Int, _ text: String, fields: [LocalField] = []) -> LocalResponse {
        LocalResponse(
            status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8), fields: fields)
    }

    static func json(_ bytes: [UInt8]) -> LocalResponse {
        LocalResponse(status: 200, contentType: "application/json", body: bytes + [UInt8(ascii: "\n")])
    }
}
