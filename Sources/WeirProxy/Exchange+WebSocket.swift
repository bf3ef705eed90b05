import WeirHTTP

extension Exchange {
    /// Whether a final response may be the answer to the request: a switch of protocols only where one was asked for.
    func accepts(_ framing: ResponseFraming) -> Bool {
        switch requestFraming.upgrade {
        case .none: !framing.switchesProtocols
        case .fields: true
        case .webSocket: webSocket?.judge(response) != .invalid
        }
    }
}
