import NIOCore

/// Whoever is told what happens on a stream of bytes. All calls are made on the stream's event loop.
protocol StreamHandler: AnyObject {
    /// Bytes from the peer. The memory is the event loop's and is used again as soon as nobody else holds it: what is
    /// to be kept for long is copied.
    func streamReceived(_ bytes: consuming ByteBuffer)
    /// No more bytes are at hand just now.
    func streamReadEnded()
    /// `ByteStream.isWritable` has changed.
    func streamWritabilityChanged()
    /// The stream is closed, by whichever side; the last call, made once.
    func streamClosed(_ ending: StreamEnding)
}

/// How a stream ended.
enum StreamEnding: Equatable {
    /// Closed by this side, or the peer has sent all it will.
    case orderly
    /// The system reported this error number, a reset by the peer for one.
    case failed(Int32)
}
