import NIOCore
import WeirCore
import WeirHTTP

/// What an exchange has of a server: a connection that speaks HTTP/1.1, or one stream of a connection that carries
/// many.
///
/// All calls are made on the event loop. What is sent is written out at the worker's next flush. The link tells the
/// exchange what comes by the methods under its heading "From the server".
protocol ServerLink: AnyObject {
    /// Whether the server takes more bytes just now.
    var isWritable: Bool { get }

    /// Takes the link for an exchange, and sends the head of its request.
    func begin(_ exchange: Exchange)
    /// Sends a part of the request's body.
    func sendBody(_ part: ByteBuffer)
    /// The request is complete. Trailers are sent where the request's framing has room for them.
    func endRequest(trailers: FieldBlock)
    /// Sends bytes of a tunnel.
    func sendTunnel(_ part: ByteBuffer)
    /// The client sends nothing more through the tunnel; what the server says still passes.
    func endTunnelOutput()
    /// The client has closed its side of the tunnel: the server gets what is still to be sent, and the end.
    func finishTunnel()
    /// Stops or resumes reading from the server.
    func setReading(_ reading: Bool)
    /// The exchange is over before its response was: it hears nothing more.
    func abandon()
}
