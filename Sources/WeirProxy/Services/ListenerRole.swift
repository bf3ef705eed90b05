import NIOCore
import WeirCore
import WeirHTTP

/// What a listener does with requests.
enum ListenerRole {
    /// Routes them to servers.
    case proxy
    /// Answers everything with a redirect to `https` on this port.
    case redirectToHTTPS(port: Int)
    /// Answers them within the process.
    case service(any InternalService)
}

/// Something that answers requests within the process: the admin API, demo origins. Called on any worker's event loop.
protocol InternalService: AnyObject, Sendable {
    /// - Parameter body: at most `ListenerRole.serviceBodyLimit` bytes.
    func respond(to request: RequestHead, body: ByteBuffer) -> LocalResponse
}

extension ListenerRole {
    /// Bytes of a request body that an internal service is given; a longer one is refused.
    static let serviceBodyLimit = 64 * 1024

    /// A request's head is complete.
    func begin(_ exchange: Exchange, _ framing: RequestFraming, on connection: DownstreamConnection) {
        switch self {
        case .proxy:
            exchange.begin(framing)
        case .redirectToHTTPS(let port):
            exchange.beginRedirectToHTTPS(port: port, framing)
        case .service(let service):
            connection.serviceBody.clear()
            connection.setBodyWanted(true)
            if !framing.hasBody { exchange.answer(from: service, body: ByteBuffer()) }
        }
    }

    /// A part of its body.
    func body(_ part: ByteBuffer, _ exchange: Exchange, on connection: DownstreamConnection) {
        switch self {
        case .proxy, .redirectToHTTPS:
            exchange.requestBody(part)
        case .service:
            guard connection.serviceBody.readableBytes + part.readableBytes <= Self.serviceBodyLimit else {
                return exchange.clientFailed(.bodyTooLarge)
            }
            connection.serviceBody.writeImmutableBuffer(part)
        }
    }

    /// The end of its body.
    func bodyEnded(trailers: FieldBlock, _ exchange: Exchange, on connection: DownstreamConnection) {
        switch self {
        case .proxy, .redirectToHTTPS: exchange.requestEnded(trailers: trailers)
        case .service(let service): exchange.answer(from: service, body: connection.serviceBody)
        }
    }
}

extension RequestFraming {
    /// Whether a byte of a body can follow the head.
    var hasBody: Bool { body != .none && body != .length(0) }
}
