import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTelemetry

/// One request and its response: runs what `Dispatch.plan` and the `ExchangeMachine` decide, and records it once.
///
/// Lives on one event loop and is used again for later exchanges, so that its buffers keep their capacity.
final class Exchange: DeadlineOwner {
    var request = RequestHead()
    var requestFraming = RequestFraming()
    var response = ResponseHead()
    /// The `Set-Cookie` value to be added to the response; empty: none.
    private(set) var setCookie: [UInt8] = []
    var record = ExchangeRecord(started: Moment(monotonic: 0, wall: 0), plan: Plan(outcome: .forward))
    /// The client's address as believed after trusted proxies; nil over a unix socket.
    var clientAddress: IPAddress?

    /// Set where the client opened a WebSocket over HTTP/2.
    var webSocket: WebSocketHandshake?
    /// Until when the client of a gRPC call waits for the head of its response; nil: it does not say.
    private var callDue: Int64?

    let worker: Worker
    private(set) unowned var client: any ExchangeClient
    private var machine = ExchangeMachine(policy: .once)
    private var upstream: (any ServerLink)?
    /// Of the server that the request is at: counted as active there from the attempt's start to its end.
    private var pool: ServerPool?
    private var isCounted = false
    private var replay = ReplayBuffer()
    private var requestTrailers = FieldBlock()
    private var isRequestForwarded = false
    private var isPausedByClient = false
    private var hasConcluded = true
    /// Tells the connections asked for by this exchange from those of its object's earlier lives.
    private var ticket = 0
    private var attemptStarted: Int64 = 0
    private let deadline: Deadline

    init(worker: Worker, client: any ExchangeClient) {
        self.worker = worker
        self.client = client
        deadline = Deadline(wheel: worker.deadlines)
        deadline.owner = self
    }

    /// Made ready for the next request, whose head is not known yet.
    func prepare(for client: any ExchangeClient) {
        self.client = client
        request.reset()
        response.reset()
        setCookie.removeAll(keepingCapacity: true)
        webSocket = nil
        callDue = nil
        record.restart(at: worker.now, generation: worker.runtime.snapshot.generation)
        machine = ExchangeMachine(policy: .once)
        pool = nil
        replay.reset(limit: worker.runtime.configuration.limits.replayBytes)
        upstream = nil
        // A connection that was asked for in an earlier life is not this one's.
        ticket += 1
        isRequestForwarded = false
        isPausedByClient = false
        hasConcluded = false
        if let listener = client.facts.listener { worker.metrics.requestStarted(listener: listener) }
    }

    var takesBody: Bool { machine.takesBody }
    /// The whole request has gone to the server.
    var isRequestSent: Bool { isRequestForwarded && machine.isRequestComplete }

    // MARK: From the client

    /// The head is in `request`: decide, and begin to serve.
    func begin(_ framing: RequestFraming) {
        requestFraming = framing
        identify()
        if framing.upgrade == .webSocket { webSocket = worker.makeWebSocketHandshake() }
        callDue = request.callDue(since: record.started)
        if request.method == .options, RequestWriter.isForUs(request) { return answer(.options, fault: nil) }
        let address = clientAddress ?? IPAddress(v4: 0)
        let plan = Dispatch.plan(
            request, client: address, world: &worker.world, memory: &client.facts.cookieMemory, now: worker.now)
        record.plan = plan
        record.verdict = plan.verdict
        record.server = plan.server
        switch plan.outcome {
        case .refuse(let kind): refuse(kind)
        case .redirect: answerRedirect(plan)
        case .forward: forward(plan)
        }
    }

    /// A head that could not be parsed, or never came.
    func beginRefused(_ kind: FaultKind) {
        identify()
        record.plan = Plan(outcome: .refuse(kind))
        refuse(kind)
    }

    func requestBody(_ part: ByteBuffer) {
        record.requestBytes += Int64(part.readableBytes)
        if !machine.keepsBody || !replay.keep(part) { machine.bodyOutgrewReplay() }
        sendToServer(part)
    }

    func requestEnded(trailers: FieldBlock) {
        requestTrailers = trailers
        requestTrailers.removeFields(nominatedBy: request.block)
        run(machine.requestEnded())
        guard let upstream, isRequestForwarded else { return }
        finishRequest(on: upstream)
    }

    /// The client's connection failed, or its request is at fault.
    func clientFailed(_ kind: FaultKind) {
        // Before the head is whole, nothing has been written down yet.
        if record.id.isEmpty { identify() }
        run(machine.clientFailed(kind))
    }

    func clientWritabilityChanged(_ isWritable: Bool) {
        guard let upstream, isPausedByClient == isWritable else { return }
        isPausedByClient = !isWritable
        upstream.setReading(isWritable)
        armServerDeadline()
    }

    func tunnelBytesFromClient(_ part: ByteBuffer) {
        record.requestBytes += Int64(part.readableBytes)
        upstream?.sendTunnel(part)
        if upstream?.isWritable == false { client.setBodyWanted(false) }
    }

    // MARK: From the server

    func interimResponse() {
        guard !machine.hasAnswered else { return }
        armServerDeadline()
        client.sendInterim(self)
        response.reset()
    }

    func responseHead(_ framing: ResponseFraming) {
        noteResponseHead(from: pool?.state, since: attemptStarted)
        machine.answered()
        // The call's own deadline is met.
        if callDue != nil { armServerDeadline() }
        makeCookie()
        client.sendHead(self, framing: framing)
    }

    private func makeCookie() {
        _ = Dispatch.setCookie(
            for: record.plan, answeredBy: record.server, overTLS: client.facts.tls != nil,
            snapshot: worker.runtime.snapshot, now: worker.now, into: &setCookie)
    }

    func responseBody(_ part: ByteBuffer) {
        record.responseBytes += Int64(part.readableBytes)
        client.sendBody(part)
        followClientWritability()
    }

    func upstreamDone(trailers: FieldBlock?) {
        upstream = nil
        var trailers = trailers
        trailers?.removeFields(nominatedBy: response.block)
        client.sendEnd(trailers: trailers)
        run(machine.responseEnded())
    }

    func protocolsSwitched(_ framing: ResponseFraming) {
        noteResponseHead(from: pool?.state, since: attemptStarted)
        // In HTTP/2 there is no 101 (RFC 9113 §8.6).
        if webSocket != nil { record.status = 200 }
        machine.switchedProtocols()
        deadline.clear()
        makeCookie()
        client.beginTunnel(self, framing: framing)
    }

    func tunnelBytesFromServer(_ part: ByteBuffer) {
        record.responseBytes += Int64(part.readableBytes)
        client.sendTunnel(part)
        followClientWritability()
    }

    func tunnelClosedByServer() {
        upstream = nil
        run(machine.tunnelEnded())
    }

    /// The client sends nothing more through the tunnel, and still listens.
    func tunnelInputEnded() {
        upstream?.endTunnelOutput()
    }

    /// The client closed its side of the tunnel.
    func tunnelClosedByClient() {
        upstream?.finishTunnel()
        upstream = nil
        run(machine.tunnelEnded())
    }

    func serverFailed(_ kind: FaultKind, heardNothing: Bool) {
        upstream = nil
        noteFault(kind)
        run(machine.serverFailed(kind, heardNothing: heardNothing))
    }

    func serverWritabilityChanged(_ isWritable: Bool) {
        guard machine.takesBody else { return }
        client.setBodyWanted(isWritable)
        armServerDeadline()
    }

    func deadlinePassed(now: Int64) {
        guard !hasConcluded else { return }
        let heardNothing = !machine.hasAnswered
        upstream?.abandon()
        serverFailed(.responseTimeout, heardNothing: heardNothing)
        worker.flush()
    }

    // MARK: From the pool

    /// False: the exchange has moved on and does not want the connection.
    func connected(_ link: any ServerLink, ticket: Int) -> Bool {
        guard ticket == self.ticket, !hasConcluded else { return false }
        upstream = link
        noteLeased(reused: false, since: attemptStarted)
        run(machine.leased(reused: false))
        return true
    }

    func connectFailed(_ kind: FaultKind, ticket: Int) {
        guard ticket == self.ticket, !hasConcluded else { return }
        noteFault(kind)
        run(machine.leaseFailed(kind))
    }

    // MARK: Running the machine

    private func run(_ action: ExchangeMachine.Action) {
        switch action {
        case .none: break
        case .lease(let server, let fresh): lease(server, fresh: fresh)
        case .sendRequest: sendRequest()
        case .pickNext: pickNext()
        case .refuse(let kind): refuse(kind)
        case .abort(let kind): abort(kind)
        case .finish: conclude(fault: nil, ending: .answered)
        }
    }

    private func forward(_ plan: Plan) {
        guard let upstream = plan.upstream, let server = plan.server else { return refuse(.noServer) }
        let settings = worker.pools[upstream][server].settings
        // Its handshake is one of HTTP/1.1.
        if webSocket != nil, settings.isMultiplexed { return refuse(.unsupportedProtocol) }
        machine = ExchangeMachine(policy: settings.policy(for: request.method))
        if !requestFraming.hasBody { _ = machine.requestEnded() }
        run(machine.planned(server: server))
    }

    private func lease(_ index: Int, fresh: Bool) {
        guard let upstream = record.plan.upstream else { return }
        let pool = worker.pools[upstream][index]
        ticket += 1
        record.server = index
        record.attempts.append(Attempt(server: index))
        attemptStarted = worker.clock.monotonic()
        isRequestForwarded = false
        // What came of the body before a server is there to take it would be lost, unless all of it is kept.
        client.setBodyWanted(false)
        leaveServer()
        self.pool = pool
        pool.state.begin()
        isCounted = true
        switch pool.lease(fresh: fresh, for: self, ticket: ticket) {
        case .ready(let link):
            self.upstream = link
            noteLeased(reused: true, since: attemptStarted)
            run(machine.leased(reused: true))
        case .opening:
            break
        case .failed(let kind):
            noteFault(kind)
            run(machine.leaseFailed(kind))
        }
    }

    private func pickNext() {
        guard let upstream = record.plan.upstream else { return }
        if record.verdict == .valid || record.verdict == .kept { record.verdict = .unreachable }
        let next = worker.world.nextServer(
            upstream: upstream, client: clientAddress ?? IPAddress(v4: 0), excluding: machine.tried,
            now: worker.now)
        run(machine.picked(server: next))
    }

    private func sendRequest() {
        guard let upstream else { return }
        upstream.begin(self)
        isRequestForwarded = true
        if replay.bytes.readableBytes > 0 { sendToServer(replay.bytes) }
        if machine.isRequestComplete {
            finishRequest(on: upstream)
        } else {
            if callDue != nil { armServerDeadline() }
            client.setBodyWanted(true)
        }
    }

    private func finishRequest(on upstream: any ServerLink) {
        upstream.endRequest(trailers: requestTrailers)
        armServerDeadline()
    }

    private func sendToServer(_ part: ByteBuffer) {
        guard let upstream else { return }
        upstream.sendBody(part)
        if !upstream.isWritable {
            client.setBodyWanted(false)
            armServerDeadline()
        }
    }

    private func noteFault(_ kind: FaultKind) {
        noteAttemptFault(kind, at: pool, since: attemptStarted)
    }

    /// The server has this long for its next sign of life: for its answer once it has the whole request, before that to
    /// take more of it. While it waits for the client, or we do not read from it, its time does not run.
    private func armServerDeadline() {
        // A tunnel has a deadline of its own: the connection's.
        guard let pool, !machine.isTunnel else { return }
        let isItsTurn = (machine.isRequestComplete || upstream?.isWritable == false) && !isPausedByClient
        let due = machine.serverDue(
            isItsTurn: isItsTurn, patience: pool.settings.responseTimeout, callDue: callDue,
            now: worker.clock.monotonic())
        if let due { deadline.set(due) } else { deadline.clear() }
    }

    /// Stops reading from the server while the client does not take what is there.
    private func followClientWritability() {
        if client.isWritable { armServerDeadline() } else { clientWritabilityChanged(false) }
    }

    private func leaveServer() {
        guard isCounted else { return }
        isCounted = false
        pool?.state.end()
    }

    // MARK: Endings

    /// Answers with the fault's status, or cuts where it has none.
    private func refuse(_ kind: FaultKind) {
        guard Fault(kind).status != nil else { return abort(kind) }
        answer(worker.responses.fault(kind, to: request), fault: kind)
    }

    private func answerRedirect(_ plan: Plan) {
        guard let route = plan.route, case .redirect(let redirect) = worker.runtime.configuration.routes[route].action
        else { return refuse(.internalError) }
        var location: [UInt8] = []
        Dispatch.location(for: plan, request: request, snapshot: worker.runtime.snapshot, into: &location)
        answer(LocalResponse(redirect: redirect.status, location: location), fault: nil)
    }

    /// For listeners that only lead to `https`.
    func beginRedirectToHTTPS(port: Int, _ framing: RequestFraming) {
        requestFraming = framing
        identify()
        record.plan = Plan(outcome: .redirect)
        guard !request.host.isEmpty else { return refuse(.badRequest) }
        var location = Array("https://".utf8)
        location.append(contentsOf: request.block.bytes[request.host.range])
        if port != 443 { location.append(contentsOf: ":\(port)".utf8) }
        location.append(contentsOf: request.block.bytes[request.path.range])
        if !request.query.isEmpty {
            location.append(UInt8(ascii: "?"))
            location.append(contentsOf: request.block.bytes[request.query.range])
        }
        answer(LocalResponse(redirect: 308, location: location), fault: nil)
    }

    /// Answered within the process.
    func answer(from service: any InternalService, body: ByteBuffer) {
        identify()
        answer(service.respond(to: request, body: body), fault: nil)
    }

    /// Answers with a response made here, and concludes.
    func answer(_ response: LocalResponse, fault: FaultKind?) {
        upstream?.abandon()
        upstream = nil
        record.status = response.status
        record.responseBytes = Int64(client.answer(response, self, fault: fault))
        conclude(fault: fault, ending: .answered)
    }

    private func abort(_ kind: FaultKind) {
        conclude(fault: kind, ending: .cut(kind))
    }

    /// The one exit: every exchange passes here once, and here alone it is written down.
    private func conclude(fault: FaultKind?, ending: ExchangeEnding) {
        guard !hasConcluded else { return }
        hasConcluded = true
        deadline.clear()
        upstream?.abandon()
        upstream = nil
        leaveServer()
        record.fault = fault
        record.ended = worker.clock.monotonic()
        worker.write(record, head: request)
        let client = self.client
        worker.recycle(self)
        client.exchangeEnded(ending)
    }
}
