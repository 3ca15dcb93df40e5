export function publish(messages: readonly object[]): Promise<void>
