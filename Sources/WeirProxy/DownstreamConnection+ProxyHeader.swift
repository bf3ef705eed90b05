import NIOCore
import WeirCore
import WeirHTTP

/// The start of a connection whose peer may, or must, say whom it is for.
extension DownstreamConnection {
    /// Bytes before it is known where the header ends. They are collected in `input`, which nothing else uses yet.
    func proxyHeaderReceived(_ bytes: consuming ByteBuffer) {
        if input.readableBytes == 0 { input = bytes } else { input.writeImmutableBuffer(bytes) }
        switch ProxyHeaderParser.parse(input.readableBytesView) {
        case .needMore:
            keepInput()
        case .malformed:
            refuseConnection(.badProxyHeader)
        case .absent:
            if let kind = machine.proxyHeaderMissed(now: worker.clock.monotonic()) {
                refuseConnection(kind)
            } else {
                passBytesBehindHeader()
            }
        case .header(let header, let length):
            input.moveReaderIndex(forwardBy: length)
            facts.carry(header, trusted: worker.trustedProxies(of: facts.listener))
            machine.proxyHeaderEnded(now: worker.clock.monotonic())
            passBytesBehindHeader()
        }
    }

    /// A connection that sends nothing behind its header is like one that sends nothing at all.
    private func passBytesBehindHeader() {
        let rest = input
        input = worker.buffers.hollow
        hasReceived = rest.readableBytes > 0
        if hasReceived { receive(rest) } else { armDeadline() }
    }

    /// The connection ends, or takes too long, before its header is whole.
    func abandonProxyHeader(_ kind: FaultKind) {
        if hasReceived { refuseConnection(kind) } else { closeNow() }
    }
}
