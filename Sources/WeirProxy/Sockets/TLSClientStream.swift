import Glibc
import NIOCore
import WeirTLS

/// A connection to a server over TLS, seen as the stream of clear text within it.
///
/// Ownership: holds the stream below, which holds it as its handler until it is closed.
final class TLSClientStream: OpenedStream, StreamHandler {
    private let below: any OpenedStream
    private let engine: TLSEngine
    private let loop: any EventLoop
    private var handler: (any StreamHandler)?
    /// Called once, when the handshake is completed or has failed.
    private var completed: ((TLSFailure?) -> Void)?
    private var isReading = true
    private var isProcessing = false

    init(over below: any OpenedStream, engine: TLSEngine, loop: any EventLoop) {
        self.below = below
        self.engine = engine
        self.loop = loop
    }

    /// Begins the handshake. False: the stream below is closed, and `completed` is not called.
    /// - Parameter completed: nil: the connection stands, and waits for `begin`.
    func handshake(_ completed: @escaping (TLSFailure?) -> Void) -> Bool {
        self.completed = completed
        guard below.begin(self) else {
            self.completed = nil
            return false
        }
        process()
        return true
    }

    /// What the handshake agreed on (RFC 7301).
    var applicationProtocol: String? { engine.session?.applicationProtocol }

    // MARK: ByteStream

    var isOpen: Bool { below.isOpen }
    var isWritable: Bool { below.isWritable }
    var bufferedBytes: Int { below.bufferedBytes }
    var remoteAddress: SocketAddress? { below.remoteAddress }
    var localAddress: SocketAddress? { below.localAddress }

    func begin(_ handler: any StreamHandler) -> Bool {
        guard isOpen else { return false }
        self.handler = handler
        return true
    }

    func write(_ bytes: consuming ByteBuffer) {
        guard isOpen else { return }
        do throws(TLSFailure) {
            try engine.write(&bytes)
            passOutbound()
        } catch {
            fail()
        }
    }

    func flush() {
        passOutbound()
        below.flush()
    }

    func setReading(_ reading: Bool) {
        guard reading != isReading else { return }
        isReading = reading
        below.setReading(reading)
        // What has been received already is not told before whoever asks has returned.
        if reading, engine.hasUnread { loop.assumeIsolated().execute { self.resume() } }
    }

    func closeOutput(_ sent: (() -> Void)?) {
        engine.shutdown()
        passOutbound()
        below.closeOutput(sent)
    }

    func close() {
        guard isOpen else { return }
        engine.shutdown()
        flush()
        below.close()
    }

    func reset() {
        below.reset()
    }

    // MARK: From below

    func streamReceived(_ bytes: consuming ByteBuffer) {
        engine.receive(bytes)
        process()
    }

    func streamReadEnded() {
        handler?.streamReadEnded()
    }

    func streamWritabilityChanged() {
        handler?.streamWritabilityChanged()
    }

    func streamClosed(_ ending: StreamEnding) {
        if let completed {
            self.completed = nil
            return completed(TLSFailure(.misuse, detail: "the server closed the connection within the handshake"))
        }
        let handler = self.handler
        self.handler = nil
        // An end that TLS does not vouch for may be anybody's doing (RFC 8446 §6.1).
        let isWhole = ending == .orderly && engine.inputClosed() == .clean
        handler?.streamClosed(isWhole ? .orderly : ending == .orderly ? .failed(ECONNRESET) : ending)
    }

    private func resume() {
        guard isOpen else { return }
        process()
        handler?.streamReadEnded()
    }

    /// Decrypts and hands on as far as the bytes at hand go.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        while isOpen, isReading || completed != nil, readStep() {}
        isProcessing = false
        flush()
    }

    /// True when there may be more.
    private func readStep() -> Bool {
        var plaintext = ByteBuffer()
        switch engine.read(into: &plaintext) {
        case .plaintext:
            handler?.streamReceived(plaintext)
            return true
        case .handshakeCompleted:
            let completed = self.completed
            self.completed = nil
            completed?(nil)
            return true
        case .needMore: return false
        case .closed:
            below.close()
            return false
        case .failed(let failure):
            passOutbound()
            below.flush()
            if let completed {
                self.completed = nil
                completed(failure)
            }
            below.close()
            return false
        }
    }

    private func passOutbound() {
        if let ciphertext = engine.takeOutbound() { below.write(ciphertext) }
    }

    private func fail() {
        below.close()
    }
}
