public import WeirCore

/// One event loop's counters. Not to be shared between threads.
public final class MetricShard {
    init() {}

    /// Names of a newer configuration. Those of earlier ones stay for the exchanges that still run under them.
    public func adopt(_ names: MetricNames) {
    }

    /// A client connection was accepted on, or closed again at, a listener (index of the current configuration).
    public func connectionOpened(listener: Int) {
    }

    public func connectionClosed(listener: Int) {
    }

    /// A request's head began to be served. `record` ends it.
    public func requestStarted(listener: Int?) {
    }

    /// Counts an exchange that has ended; once for every `requestStarted`.
    public func record(_ record: borrowing ExchangeRecord) {
    }

    /// A handshake ended. `version` and `resumed` are known only for those that succeeded.
    public func tlsHandshake(listener: Int, _ result: HandshakeResult, _ tls: TLSRecord?) {
    }
}

/// How a TLS handshake ended. The raw value is the metric's label.
public enum HandshakeResult: String, Sendable, Equatable, CaseIterable {
    case ok
    /// Refused by either side.
    case failed
    case timeout
    /// The client went away.
    case closed
    /// What came was plain HTTP.
    case plainHTTP = "plain_http"
}
