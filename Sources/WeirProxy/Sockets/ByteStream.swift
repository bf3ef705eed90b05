import NIOCore

/// One end of a connection that carries bytes both ways. Belongs to one event loop; every member is used there only.
protocol ByteStream: AnyObject {
    /// Whether the stream has not been closed.
    var isOpen: Bool { get }
    /// False from the moment that more bytes wait to be sent than `StreamLimits.high`, until fewer than `low` do.
    var isWritable: Bool { get }
    /// Bytes written but not yet taken by the system.
    var bufferedBytes: Int { get }
    /// Nil where the transport knows none.
    var remoteAddress: SocketAddress? { get }
    /// The address of this end.
    var localAddress: SocketAddress? { get }

    /// Takes bytes to be sent at the next `flush`.
    func write(_ bytes: consuming ByteBuffer)
    /// Hands over to the system what it takes; the rest follows when it takes more.
    func flush()
    /// Reads, or reads no further until told to.
    func setReading(_ reading: Bool)
    /// Sends the stream's end behind all that has been written; reading goes on.
    ///
    /// - Parameter sent: called once the system has taken everything; never if the stream is closed before that.
    func closeOutput(_ sent: (() -> Void)?)
    /// Closes at once. What has not been sent is dropped, and the peer's end is reset then, so that it does not take
    /// the stream's end for the end of what it was to get. The handler is told before this returns.
    func close()
    /// The same, but the peer's end is reset in any case, even if all has been sent.
    func reset()
}

/// Bounds of what waits to be sent on one stream, in bytes.
enum StreamLimits {
    static let low = 64 * 1024
    static let high = 256 * 1024
}
