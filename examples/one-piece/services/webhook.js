/** How this shop tells others what happened: a webhook here, a producer of Kafka or RabbitMQ elsewhere. */
export async function publish(messages) {
  const body = JSON.stringify(messages)
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(process.env.SUBSCRIBER_URL, { method: 'POST', headers, body })
  if (!reply.ok) throw new Error(`the subscriber answered ${reply.status}`)
}
