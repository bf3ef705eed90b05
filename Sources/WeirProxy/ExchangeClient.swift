import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// Whom an exchange answers: a connection that speaks HTTP/1.1, or one stream of a connection that carries many.
///
/// All calls are made on the event loop. What is sent is written out at the worker's next flush.
protocol ExchangeClient: AnyObject {
    /// The connection that the request came over.
    var facts: ConnectionFacts { get }
    /// Whether the client takes more bytes just now.
    var isWritable: Bool { get }

    /// Passes an interim response on (RFC 9110 §15.2).
    func sendInterim(_ exchange: Exchange)
    /// Passes the final response's head on, with the affinity cookie if `exchange.setCookie` holds one.
    func sendHead(_ exchange: Exchange, framing: ResponseFraming)
    func sendBody(_ part: ByteBuffer)
    func sendEnd(trailers: FieldBlock?)
    /// Passes a 101 on; from here on bytes.
    func beginTunnel(_ exchange: Exchange, framing: ResponseFraming)
    func sendTunnel(_ part: ByteBuffer)
    /// Answers with a response made here.
    /// - Parameter fault: why; nil: nothing went wrong.
    /// - Returns: the bytes of its body that are sent.
    func answer(_ response: LocalResponse, _ exchange: Exchange, fault: FaultKind?) -> Int
    /// Asks for the request's body, or for no more of it until asked again.
    func setBodyWanted(_ wanted: Bool)
    /// The exchange has been recorded and is gone. `fault` with nothing answered, or cut short: the connection goes
    /// too.
    func exchangeEnded(_ ending: ExchangeEnding)
}

/// How an exchange leaves its client.
enum ExchangeEnding {
    /// The response is complete.
    case answered
    /// The response was cut short, or there is nobody to be answered: why.
    case cut(FaultKind)
}
