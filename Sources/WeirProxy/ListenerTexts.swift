import NIOCore

/// This end of a listener's connections, as servers are told of it. Lives on one event loop.
///
/// Texts are kept from one connection to the next: all but a wildcard's have the same address.
final class ListenerTexts {
    private var last: Texts?

    struct Texts {
        fileprivate let address: SocketAddress
        /// Decimal digits; empty: not known.
        let port: [UInt8]
        /// Address and port.
        let authority: [UInt8]
    }

    /// - Parameter address: of this end; nil where the transport knows none.
    func of(_ address: SocketAddress?) -> (port: [UInt8], authority: [UInt8]) {
        guard let address else { return ([], []) }
        if let last, last.address == address { return (last.port, last.authority) }
        let texts = Texts(
            address: address, port: Array((address.port.map { String($0) } ?? "").utf8),
            authority: Array(BindAddress.describe(address).utf8))
        last = texts
        return (texts.port, texts.authority)
    }
}
