import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One probe's connection to a server that speaks HTTP/2: one request, and what comes of it for `ProbeHandler`.
final class ProbeSession: StreamHandler, HTTP2SessionHandler {
    private let http2: HTTP2Session
    private let stream: any ByteStream
    /// Until the connection is closed.
    private var probe: ProbeHandler?
    private let request = ProbeStream(id: 0)

    /// - Throws: `internalError` where there is no memory.
    init(_ stream: any ByteStream, for probe: ProbeHandler) throws(Fault) {
        self.stream = stream
        self.probe = probe
        http2 = try HTTP2Session(client: HTTP2Settings(), limits: Limits(), fields: HTTP2FieldList())
        request.probe = probe
        http2.handler = self
    }

    /// Asks.
    func ask(path: String, host: String) {
        _ = http2.open(request, method: .get, endsStream: true) { list in
            HTTP2RequestWriter.write(path: path, host: host, isSecure: probe?.isSecure == true, into: list)
        }
        flush()
    }

    private func flush() {
        var output = ByteBuffer()
        while http2.collect(into: &output) {}
        if output.readableBytes > 0 { stream.write(output) }
        stream.flush()
    }

    // MARK: Stream events

    func streamReceived(_ bytes: consuming ByteBuffer) {
        let failure = http2.receive(bytes)
        if failure != nil { return probe?.fail(ProbeFailure("the answer is not HTTP/2")) ?? () }
        if stream.isOpen { flush() }
    }

    func streamReadEnded() {}

    func streamWritabilityChanged() {}

    func streamClosed(_ ending: StreamEnding) {
        http2.close()
        request.probe = nil
        let probe = self.probe
        self.probe = nil
        probe?.fail(ProbeFailure("the connection was closed before the answer was complete"))
    }

    // MARK: Events of the library

    func streamOpened(_ id: Int32) -> HTTP2Stream? { nil }

    func frameBegan(_ frame: HTTP2Frame) {}

    func pingAnswered() {}

    func goAwayReceived(lastStream: Int32, _ code: HTTP2ErrorCode) {}

    func goAwaySent(_ code: HTTP2ErrorCode) {}

    func headerBombReceived() {}
}

/// The probe's request.
private final class ProbeStream: HTTP2Stream {
    var probe: ProbeHandler?

    override func received(_ step: ResponseStep, _ head: inout ResponseHead) {
        switch step {
        case .needMore: break
        case .fault: probe?.fail(ProbeFailure("the answer is not HTTP/2"))
        case .head: if !head.isInterim { probe?.received(status: head.status) }
        }
    }

    override func received(_ part: ByteBuffer) {
        probe?.received(part)
    }

    override func inputEnded(trailers: FieldBlock) {
        probe?.answerEnded()
    }

    override func closed(_ code: HTTP2ErrorCode) {
        probe?.fail(ProbeFailure("the server broke off its answer"))
    }
}
