extension ExchangeMachine {
    /// When the server must have given its next sign of life; nil: it is not waited for.
    ///
    /// - Parameters:
    ///   - isItsTurn: the server owes something: an answer, more of it, or that it takes more of the request.
    ///   - patience: how long it may take over that, in nanoseconds.
    ///   - callDue: until when the client waits for the head of the response; nil: it does not say.
    public func serverDue(isItsTurn: Bool, patience: Int64, callDue: Int64?, now: Int64) -> Int64? {
        let due = isItsTurn ? now + patience : nil
        guard let callDue, !hasAnswered else { return due }
        return min(due ?? .max, callDue)
    }
}
