import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One probe's connection: asks, judges the answer, closes.
final class ProbeHandler: StreamHandler {
    /// Bytes of a body that are searched for the expected text.
    private static let bodyLimit = 64 * 1024

    private let settings: HealthCheck
    private let host: String
    private let upstream: Upstream
    private var session: ProbeSession?
    private var promise: EventLoopPromise<Void>?
    private var stream: (any ByteStream)?
    private var decoder: ResponseDecoder
    private var head = ResponseHead()
    private var body: BodyDecoder?
    private var text: [UInt8] = []
    private var input = ByteBuffer()
    let result: EventLoopFuture<Void>

    init(settings: HealthCheck, host: String, upstream: Upstream, promise: EventLoopPromise<Void>) {
        self.settings = settings
        self.upstream = upstream
        self.host = host
        self.promise = promise
        result = promise.futureResult
        decoder = ResponseDecoder(limits: Limits())
    }

    /// The server is spoken to over TLS.
    var isSecure: Bool { upstream.tls != nil }

    /// Ends the probe without success, if it has not ended.
    func fail(_ failure: ProbeFailure) {
        end(.failure(failure))
    }

    private func end(_ outcome: Result<Void, any Error>) {
        guard let promise else { return }
        self.promise = nil
        stream?.close()
        stream = nil
        session = nil
        promise.completeWith(outcome)
    }

    /// The connection stands: asks, if there is still somebody who wants to know.
    func begin(on stream: any OpenedStream) {
        guard promise != nil else { return stream.close() }
        if upstream.protocol == .http2, case .http(let check) = settings.kind {
            return beginSession(on: stream, check)
        }
        guard stream.begin(self) else { return fail(ProbeFailure("the connection was closed")) }
        self.stream = stream
        switch settings.kind {
        case .tcp:
            end(.success(()))
        case .http(let check):
            let request =
                "GET \(check.path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: weir-health\r\nAccept: */*\r\n"
                + "Connection: close\r\n\r\n"
            var bytes = ByteBuffer()
            if let announcement = upstream.announcement {
                ProxyHeaderWriter.write(.local, as: announcement, tls: nil, into: &bytes)
            }
            bytes.writeString(request)
            stream.write(bytes)
            stream.flush()
        }
    }

    private func beginSession(on stream: any OpenedStream, _ check: HTTPHealthCheck) {
        guard let session = try? ProbeSession(stream, for: self), stream.begin(session) else {
            return fail(ProbeFailure("the connection was closed"))
        }
        self.stream = stream
        self.session = session
        session.ask(path: check.path, host: host)
    }

    // MARK: Of HTTP/2

    /// The final response's head has come.
    func received(status: Int) {
        guard case .http(let check) = settings.kind else { return }
        guard check.status.contains(status) else { return fail(ProbeFailure("status \(status)")) }
        if check.body == nil { end(.success(())) }
    }

    /// A part of its body.
    func received(_ part: ByteBuffer) {
        guard promise != nil, case .http(let check) = settings.kind else { return }
        text.append(contentsOf: part.readableBytesView.prefix(Self.bodyLimit - text.count))
        if text.count == Self.bodyLimit { judge(check) }
    }

    /// Its end.
    func answerEnded() {
        if promise != nil, case .http(let check) = settings.kind { judge(check) }
    }

    // MARK: Of HTTP/1.1

    func streamReceived(_ bytes: consuming ByteBuffer) {
        guard promise != nil, case .http(let check) = settings.kind else { return }
        input.writeImmutableBuffer(bytes)
        while promise != nil, body == nil ? readHead(check) : readBody(check) {}
    }

    func streamReadEnded() {}

    func streamWritabilityChanged() {}

    func streamClosed(_ ending: StreamEnding) {
        stream = nil
        guard promise != nil else { return }
        guard ending == .orderly else { return fail(ProbeFailure("the connection failed")) }
        if case .http(let check) = settings.kind, body?.finishOnEOF() == .end { return judge(check) }
        fail(ProbeFailure("the connection was closed before the answer was complete"))
    }

    private func readHead(_ check: HTTPHealthCheck) -> Bool {
        switch decoder.decode(&input, into: &head, requestMethod: .get) {
        case .needMore:
            return false
        case .fault:
            fail(ProbeFailure("the answer is not HTTP"))
            return false
        case .head(let framing):
            if head.isInterim {
                head.reset()
                return true
            }
            guard check.status.contains(head.status) else {
                fail(ProbeFailure("status \(head.status)"))
                return false
            }
            guard check.body != nil else {
                end(.success(()))
                return false
            }
            body = BodyDecoder(framing.body, of: .response, limits: Limits())
            return true
        }
    }

    private func readBody(_ check: HTTPHealthCheck) -> Bool {
        guard let step = body?.next(&input) else { return false }
        switch step {
        case .needMore:
            return false
        case .data(let part):
            text.append(contentsOf: part.readableBytesView.prefix(Self.bodyLimit - text.count))
            if text.count == Self.bodyLimit { judge(check) }
            return true
        case .end:
            judge(check)
            return false
        case .fault:
            fail(ProbeFailure("the answer's body is not HTTP"))
            return false
        }
    }

    private func judge(_ check: HTTPHealthCheck) {
        guard let wanted = check.body.map({ Array($0.utf8) }), !text.contains(wanted) else {
            return end(.success(()))
        }
        fail(ProbeFailure("the expected text is not in the body"))
    }
}
