import NIOCore
import WeirModel

@testable import SimulatedNetwork

/// A server's end of a connection: judges the requests that Weir sends, and answers or misbehaves as planned.
final class ServerConnection {
    let server: SimulatedServer
    let remote: RemoteEnd
    var reader = MessageReader(requests: true)
    private(set) var request: SimulatedRequest?
    private(set) var plan: AnswerPlan?
    /// Bytes of the request's body, or of the tunnel.
    var received = 0
    var isTunnel = false
    private var isRequestComplete = true
    private var isProbe = false
    private var outgoing = ByteBuffer()
    private var isAnswerQueued = true
    /// What follows once all has been sent.
    private var whenSent: (() -> Void)?
    private var isSending = false
    private var isReading = false
    private var isOver = false
    private var draw: Draw
    private let opened: NIODeadline

    var world: World { server.world }

    init(server: SimulatedServer, remote: RemoteEnd) {
        self.server = server
        self.remote = remote
        draw = server.draw.fork()
        opened = server.world.loop.now
        remote.changed = { [weak self] in self?.changed() }
        changed()
    }

    private func changed() {
        guard !isOver else { return }
        if outgoing.readableBytes > 0 { continueSending(after: 0) }
        continueReading()
    }

    // MARK: Reading

    private func continueReading() {
        guard !isReading, !isOver, remote.readableBytes > 0 || remote.ending != nil else { return }
        isReading = true
        world.loop.after(.milliseconds(Int64(plan?.gulpPause ?? 0))) {
            self.isReading = false
            self.read()
        }
    }

    private func read() {
        guard !isOver else { return }
        let gulp = plan?.gulp ?? 0
        if let part = remote.take(limit: gulp == 0 ? .max : gulp) {
            if isTunnel { receivedInTunnel(part) } else { received(part) }
            return continueReading()
        }
        guard let ending = remote.ending else { return }
        if !isProbe { world.note("server's stream ended", numbers, "\(ending)") }
        if isTunnel { endOfTunnel(ending) }
        end()
    }

    private func received(_ part: ByteBuffer) {
        reader.feed(part)
        while !isOver, !isTunnel {
            switch reader.next() {
            case .needMore: return
            case .head(let head): requestBegan(head)
            case .body(let bytes): bodyReceived(bytes)
            case .end: requestEnded()
            case .broken(let what): return complain("received \(what)")
            }
        }
    }

    private func requestBegan(_ head: MessageHead) {
        // What a server says beyond its answer, nobody waits for.
        let hasAnswered = outgoing.readableBytes == 0 || plan?.harm != nil
        guard isRequestComplete, isAnswerQueued, hasAnswered else {
            return complain(
                "received a request before the last one was answered: \(head.startLine); its end has come: "
                    + "\(isRequestComplete), answered: \(isAnswerQueued), to be sent: \(outgoing.readableBytes)")
        }
        isRequestComplete = false
        isAnswerQueued = false
        isProbe = head.value("user-agent") == "weir-health"
        received = 0
        guard !isProbe else { return }
        guard head.words.count == 3, let number = head.words[1].split(separator: "/").last.flatMap({ Int($0) }),
            let request = world.request(number)
        else { return complain("received a request nobody made: \(head.startLine)") }
        self.request = request
        request.arrivals += world.sabotage == .repeatsPost ? 2 : 1
        world.note("request arrived", numbers)
        judge(head, request)
        let plan = AnswerPlan(
            to: request, draw: &draw, trouble: world.trouble, mayBeLarge: request.body > 0 || draw.chance(30))
        self.plan = plan
        if plan.isEarly { answer() }
        if request.expectsContinue, !plan.isEarly, draw.chance(80) {
            outgoing.writeString("HTTP/1.1 100 Continue\r\n\r\n")
            continueSending(after: 0)
        }
    }

    private func judge(_ head: MessageHead, _ request: SimulatedRequest) {
        if !request.isIdempotent, request.arrivals > 1 { complain("got request \(request.number), a POST, again") }
        if head.words[0] != request.method || head.words[1] != request.target {
            complain("got \(head.startLine) for \(request.method) \(request.target)")
        }
        let affinity = world.scenario.configuration.upstreams[server.name.upstream].affinity
        let cookies = affinity == nil || head.words[1].hasPrefix("/d/") ? [] : head.values("cookie")
        if cookies.contains(where: { $0.contains("SERVERID") }) {
            complain("got the affinity cookie")
        }
        if head.values("x-request-id").count != 1 { complain("got no request id, or several") }
        let isChunked = head.value("transfer-encoding") != nil
        let length = head.value("content-length").flatMap { Int($0) } ?? 0
        if request.isSpoiled { return }
        if isChunked != (request.framing == .chunked) || request.framing == .length && length != request.body {
            complain("got request \(request.number) framed otherwise than it was sent")
        }
    }

    private func bodyReceived(_ bytes: ByteBuffer) {
        guard let request else { return }
        if !request.isSpoiled, !BodyPattern(request.number).matches(bytes, at: received) {
            let what = BodyPattern(request.number).difference(bytes, at: received)
            complain("got another body for request \(request.number) on \(numbers): \(what)")
        }
        received += bytes.readableBytes
    }

    private func requestEnded() {
        isRequestComplete = true
        if isProbe { return answerProbe() }
        guard let request, let plan else { return }
        guard !request.isSpoiled else { return }
        if received != request.body { complain("got \(received) bytes of request \(request.number)'s \(request.body)") }
        if request.hasTrailers, reader.trailers.first?.value != String(request.number) {
            complain("got request \(request.number) without its trailer")
        }
        guard !plan.isEarly else { return }
        world.loop.after(.milliseconds(Int64(plan.delay))) { self.answer() }
    }

    // MARK: Answering

    private func answerProbe() {
        isAnswerQueued = true
        let text = server.isWell ? "all is well" : "no"
        outgoing.writeString(
            "HTTP/1.1 \(server.isWell ? 200 : 503) X\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        continueSending(after: 0)
    }

    private func answer() {
        guard !isOver, let request, let plan else { return }
        isAnswerQueued = true
        if let harm = plan.harm, harmAtOnce(harm, request) { return }
        if let kind = plan.kind { world.coverage.note(kind) }
        let lasts = !plan.saysClose && plan.framing != .untilClose
        outgoing.writeImmutableBuffer(plan.head(for: request, by: server.name, keepsAlive: lasts))
        let headEnd = outgoing.readableBytes
        outgoing.writeImmutableBuffer(plan.bodyBytes(for: request, by: server.name, &draw))
        request.answerLength = plan.body
        if let harm = plan.harm { harmMidway(harm, request, headEnd) }
        if plan.status != 101, whenSent == nil, !lasts || plan.closesSilently {
            if lasts { world.coverage.noteFault(.serverClosedIdle) }
            whenSent = { self.closeInGoodOrder() }
        }
        if plan.status == 101 { beginTunnel(request) }
        continueSending(after: 0)
    }

    private func continueSending(after milliseconds: Int) {
        guard !isSending, !isOver else { return }
        isSending = true
        world.loop.after(.milliseconds(Int64(milliseconds))) {
            self.isSending = false
            self.send()
        }
    }

    private func send() {
        guard !isOver else { return }
        let room = remote.capacity - remote.sentBytes
        if room > 0, outgoing.readableBytes > 0 {
            let piece = draw.chance(30) ? max(1, outgoing.readableBytes / draw.among(2...6)) : outgoing.readableBytes
            if let part = outgoing.readSlice(length: min(room, piece)) { remote.send(part) }
            if outgoing.readableBytes > 0 { return continueSending(after: plan?.pause ?? 0) }
        }
        guard outgoing.readableBytes == 0, let whenSent else { return }
        self.whenSent = nil
        whenSent()
    }

    // MARK: Harm

    /// True: nothing of an answer follows.
    private func harmAtOnce(_ harm: AnswerPlan.Harm, _ request: SimulatedRequest) -> Bool {
        switch harm {
        case .reset: note(.serverReset, request)
        case .close: note(.serverClosedEarly, request)
        case .stall: note(.serverStalled, request)
        case .garbage: note(.serverGarbage, request)
        case .resetMidway, .closeMidway, .stallMidway, .badChunk, .unaskedBytes: return false
        }
        switch harm {
        case .reset: breakOff()
        case .close: remote.close()
        case .garbage:
            outgoing.writeImmutableBuffer(Garbage.make(&draw))
            continueSending(after: 0)
        case .stall, .resetMidway, .closeMidway, .stallMidway, .badChunk, .unaskedBytes: break
        }
        return true
    }

    private func harmMidway(_ harm: AnswerPlan.Harm, _ request: SimulatedRequest, _ headEnd: Int) {
        let cut = draw.chance(30) ? draw.below(headEnd) : headEnd + draw.below(outgoing.readableBytes - headEnd)
        switch harm {
        case .resetMidway:
            note(.serverReset, request)
            truncate(to: cut)
            whenSent = { self.breakOff() }
        case .closeMidway:
            // Nobody could tell that such an answer is not whole.
            guard plan?.framing != .untilClose else { return }
            note(.serverTruncated, request)
            truncate(to: cut)
            whenSent = { self.remote.close() }
        case .stallMidway:
            note(.serverStalled, request)
            truncate(to: cut)
            whenSent = {}
        case .badChunk:
            guard plan?.framing == .chunked, !request.isBodyless else { return }
            note(.serverGarbage, request)
            truncate(to: headEnd)
            outgoing.writeString("5\r\n")
            AnswerBody.pattern(request: request.number, server: server.name).append(from: 0, count: 5, to: &outgoing)
            outgoing.writeString("and more than was announced\r\n0\r\n\r\n")
        case .unaskedBytes:
            world.coverage.noteFault(.serverSpokeUnasked)
            guard plan?.framing != .untilClose, plan?.status != 101 else { return }
            outgoing.writeString("HTTP/1.1 200 OK\r\nX-Sim: 0 s0-0\r\nContent-Length: 0\r\n\r\n")
        case .reset, .close, .stall, .garbage: break
        }
    }

    /// As far as this end goes: a request that is still coming meets a closed door.
    private func closeInGoodOrder() {
        if !isRequestComplete || remote.readableBytes > 0 { request?.harmedBy.append(.serverClosedEarly) }
        remote.close()
    }

    private func truncate(to count: Int) {
        outgoing = outgoing.getSlice(at: outgoing.readerIndex, length: count) ?? outgoing
    }

    private func note(_ feature: Feature, _ request: SimulatedRequest) {
        request.harmedBy.append(feature)
        world.coverage.noteFault(feature)
        world.note("server harms", numbers, feature.rawValue)
    }

    /// As a process that dies does.
    func breakOff() {
        guard !isOver else { return }
        request?.harmedBy.append(.serverReset)
        remote.reset(losesUnread: draw.chance(50))
        end()
    }

    private func end() {
        guard !isOver else { return }
        isOver = true
        remote.changed = nil
        remote.close()
        server.connectionEnded(self)
    }

    // MARK: Tunnels

    private func beginTunnel(_ request: SimulatedRequest) {
        guard let tunnel = request.tunnel else { return }
        isTunnel = true
        isRequestComplete = true
        guard whenSent == nil else { return }
        let pattern = AnswerBody.pattern(request: request.number, server: server.name)
        pattern.append(from: 0, count: tunnel.down, to: &outgoing)
        closeTunnelIfComplete()
    }

    private func receivedInTunnel(_ bytes: ByteBuffer) {
        guard let request else { return }
        if !request.isSpoiled, !BodyPattern(request.number).matches(bytes, at: received) {
            complain("got other bytes in the tunnel of request \(request.number) after byte \(received)")
        }
        received += bytes.readableBytes
        request.tunnelArrived = received
        closeTunnelIfComplete()
    }

    private func closeTunnelIfComplete() {
        guard let tunnel = request?.tunnel, !tunnel.isClosedByClient, received >= tunnel.up else { return }
        if outgoing.readableBytes == 0 { remote.close() } else { whenSent = { self.remote.close() } }
    }

    private func endOfTunnel(_ ending: RemoteEnd.Ending) {
        world.note("tunnel ended at the server", numbers, "\(ending)")
    }

    // MARK: Words

    var state: String {
        "opened at \(opened.uptimeNanoseconds / 1_000_000) ms, last request \(request?.number ?? -1), "
            + "tunnel \(isTunnel), \(remote.readableBytes) bytes to take, \(remote.sentBytes) not read by Weir"
    }

    private var numbers: [Int] { [server.name.upstream, server.name.index, request?.number ?? -1] }

    private func complain(_ what: String) {
        world.complain("server \(server.name) \(what)")
    }
}
