import NIOCore

@testable import SimulatedNetwork

/// A client's connection: sends requests, one after the other or several at once, and judges what comes back.
final class ClientConnection {
    unowned let client: SimulatedClient
    let number: Int
    let remote: RemoteEnd
    let manners: ClientManners
    var reader = MessageReader(requests: false)
    /// Sent, or being sent, and not answered, in order.
    var waiting: [SimulatedRequest] = []
    /// Done to the connection by the client: what follows is nobody's fault.
    private(set) var harm: ClientManners.Harm?
    /// Weir has said that it takes no further request.
    var hasGoodbye = false
    private(set) var isOver = false
    /// Requests sent over this connection.
    private(set) var begun = 0
    /// When the last answer was complete, or the connection was opened.
    var lastAnswered: NIODeadline
    var tunnel: SimulatedRequest?

    private var outgoing = ByteBuffer()
    /// Counted from the connection's start: bytes put into `outgoing`, and bytes that have left it.
    private var queued = 0
    private var sent = 0
    private var boundaries: [(request: SimulatedRequest, start: Int, end: Int)] = []
    /// A body that waits for 100 (Continue).
    private var heldBody: SimulatedRequest?
    private var sendTimer: (number: Int, due: NIODeadline)?
    private var isReading = false
    var taken = 0

    var world: World { client.world }

    init(client: SimulatedClient, number: Int) {
        self.client = client
        self.number = number
        manners = ClientManners(draw: &client.draw, trouble: client.world.scenario.trouble)
        remote = client.world.connect()
        remote.capacity = manners.capacity
        lastAnswered = client.world.loop.now
        remote.changed = { [weak self] in self?.changed() }
        world.note("connection opened", [number, client.number])
        continueSending(after: 0)
    }

    var state: String {
        let requests = waiting.map { "\($0.number)\($0.isSentWhole ? "" : " (being sent)")" }
        return "connection \(number) waits for requests \(requests), \(outgoing.readableBytes) bytes to send, "
            + "\(remote.readableBytes) to take, ending \(String(describing: remote.ending))"
    }

    // MARK: Sending

    /// Within these milliseconds, or earlier if it was to be earlier anyway.
    func continueSending(after milliseconds: Int) {
        guard !isOver else { return }
        let delay = TimeAmount.milliseconds(Int64(milliseconds == 0 ? 0 : client.draw.below(milliseconds + 1)))
        let due = world.loop.now + delay
        if let timer = sendTimer {
            guard due < timer.due else { return }
            world.loop.cancel(timer.number)
        }
        let number = world.loop.after(delay) {
            self.sendTimer = nil
            self.send()
        }
        sendTimer = (number, due)
    }

    private func send() {
        guard !isOver, mayBegin || outgoing.readableBytes > 0 else { return }
        guard harm != .stall, harm != .halfClose, harm != .garbage, tunnel != nil || !hasGoodbye else { return }
        if outgoing.readableBytes == 0 { beginNext() }
        let room = remote.capacity - remote.sentBytes
        guard room > 0, outgoing.readableBytes > 0 else { return }
        let count = min(room, manners.pieceSize(of: outgoing.readableBytes), outgoing.readableBytes)
        let isSwallowed = world.sabotage == .swallowsRequest && world.coverage.requests % 7 == 3
        if let part = outgoing.readSlice(length: count), !isSwallowed { remote.send(part) }
        sent += count
        noteBoundaries()
        leaveTunnelIfComplete()
        if isTimeForHarm { return doHarm() }
        if outgoing.readableBytes > 0 {
            continueSending(after: manners.pause)
        } else if mayBegin {
            continueSending(after: waiting.isEmpty ? manners.think : manners.pause)
        }
    }

    private var mayBegin: Bool {
        guard let next = client.next, tunnel == nil, heldBody == nil, !hasGoodbye, remote.ending == nil else {
            return false
        }
        let isAlone = waiting.isEmpty || next.tunnel == nil && !waiting.contains { $0.tunnel != nil || $0.saysClose }
        return isAlone && waiting.count < manners.depth
    }

    private func beginNext() {
        guard mayBegin, let request = client.next else { return }
        client.takeNext()
        request.connection = self
        world.coverage.requests += 1
        if begun > 0 { world.coverage.note(waiting.isEmpty ? .keepAlive : .pipelining) }
        begun += 1
        let start = queued
        let head = request.head(cookie: client.cookie?.text)
        request.pinned = client.cookie?.server
        waiting.append(request)
        queue(head)
        if request.expectsContinue {
            heldBody = request
            world.loop.after(.milliseconds(800)) { self.releaseBody(of: request) }
        } else {
            queue(request.bodyBytes(&client.draw))
        }
        boundaries.append((request, start, request.expectsContinue ? .max : queued))
        world.note("request begun", [number, request.number], request.method)
        noteKind(of: request)
    }

    private func noteKind(of request: SimulatedRequest) {
        if request.isHTTP10 { world.coverage.note(.http10) }
        if request.isBodyless { world.coverage.note(.head) }
        if request.hasTrailers { world.coverage.note(.requestTrailers) }
        if request.body >= 100_000 { world.coverage.note(.largeRequest) }
        switch request.framing {
        case .none: break
        case .length: world.coverage.note(.requestByLength)
        case .chunked: world.coverage.note(.requestByChunks)
        }
    }

    private func queue(_ bytes: ByteBuffer) {
        outgoing.writeImmutableBuffer(bytes)
        queued += bytes.readableBytes
    }

    /// The body follows, because it was asked for or because nobody said anything.
    func releaseBody(of request: SimulatedRequest) {
        guard heldBody === request, !isOver else { return }
        heldBody = nil
        queue(request.bodyBytes(&client.draw))
        if let index = boundaries.lastIndex(where: { $0.request === request }) { boundaries[index].end = queued }
        continueSending(after: 0)
    }

    /// The body has been answered before it was sent: the connection cannot tell where it would end.
    func isHoldingBody(of request: SimulatedRequest) -> Bool { heldBody === request }

    private func noteBoundaries() {
        for boundary in boundaries where boundary.start < sent && boundary.request.firstSent == nil {
            boundary.request.firstSent = world.loop.now
        }
        while let first = boundaries.first, first.end <= sent {
            first.request.isSentWhole = true
            world.note("request sent", [number, first.request.number])
            boundaries.removeFirst()
        }
    }

    func sendTunnel(_ bytes: ByteBuffer) {
        queue(bytes)
        continueSending(after: manners.pause)
    }

    /// All that was to be sent has been.
    var hasSentAll: Bool { outgoing.readableBytes == 0 }

    // MARK: Harm

    private var isTimeForHarm: Bool { manners.harm != nil && harm == nil && sent + taken > manners.patience }

    private func doHarm() {
        guard let kind = manners.harm else { return }
        harm = kind
        world.note("client harms", [number], "\(kind)")
        switch kind {
        case .reset:
            world.coverage.noteFault(.clientReset)
            remote.reset(losesUnread: client.draw.chance(50))
            end()
        case .close:
            world.coverage.noteFault(.clientClosed)
            remote.close()
            end()
        case .halfClose:
            world.coverage.noteFault(.clientHalfClosed)
            remote.finish()
        case .stall:
            world.coverage.noteFault(.clientStalled)
        case .stopReading:
            world.coverage.noteFault(.clientStopsReading)
            continueSending(after: manners.pause)
        case .garbage:
            world.coverage.noteFault(.clientGarbage)
            for request in waiting where !request.isSentWhole || request.tunnel != nil { request.isSpoiled = true }
            remote.send(Garbage.make(&client.draw))
        }
    }

    /// Leaves, in good order as far as this end goes.
    func close() {
        guard !isOver else { return }
        world.note("client closes", [number])
        remote.close()
        end()
    }

    func end() {
        guard !isOver else { return }
        isOver = true
        remote.changed = nil
        client.connectionEnded()
    }

    // MARK: Reading

    private func changed() {
        guard !isOver else { return }
        if outgoing.readableBytes > 0 || mayBegin { continueSending(after: manners.pause) }
        continueReading()
    }

    private func continueReading() {
        // Whoever has stopped reading is still told when the connection is gone.
        if harm == .stopReading {
            if remote.isStreamClosed { end() }
            return
        }
        guard !isReading, !isOver, remote.readableBytes > 0 || remote.ending != nil else { return }
        isReading = true
        world.loop.after(.milliseconds(Int64(manners.gulpPause))) {
            self.isReading = false
            self.read()
        }
    }

    private func read() {
        guard !isOver else { return }
        if var part = remote.take(limit: manners.gulp == 0 ? .max : manners.gulp) {
            taken += part.readableBytes
            world.sabotage.spoil(&part)
            received(part)
        } else if let ending = remote.ending {
            return streamEnded(ending)
        }
        guard !isOver else { return }
        if isTimeForHarm { doHarm() }
        continueReading()
    }
}

/// Bytes that are no HTTP, or nearly are.
enum Garbage {
    static func make(_ draw: inout Draw) -> ByteBuffer {
        let texts = [
            "\u{16}\u{3}\u{1}\u{2}\u{0}", "GET /x HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/3.0\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
            "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", "nonsense\n\n",
        ]
        if draw.chance(60) { return ByteBuffer(string: draw.one(of: texts)) }
        return ByteBuffer(bytes: (0..<draw.among(1...300)).map { _ in UInt8(truncatingIfNeeded: draw.next()) })
    }
}
