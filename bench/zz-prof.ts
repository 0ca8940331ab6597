import { startBenchDatabase } from '/work/main/bench/support/database.ts'
import { openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { openInbox } from '../src/billing/inbox.ts'
import { startWeb } from '../src/web/listen.ts'
import { createHmac } from 'node:crypto'
const secret='whsec_x'
const d = await startBenchDatabase()
const config = readConfig({ BASE_URL: 'http://127.0.0.1:8080', LOG_LEVEL: 'fatal' })
const app = await openApp(config, { databaseUrl: d.url, masterKey: Buffer.alloc(32,1), stripe: {secretKey:'sk_test_x',apiBase:'http://127.0.0.1:9',webhookSecrets:[secret]}, simulator: null })
const inbox = openInbox(app)
const web = await startWeb(app, { host: '127.0.0.1', port: 0 })
let n = 0
const make = () => { const created=Math.floor(Date.now()/1000); const body=JSON.stringify({id:`evt_${n++}`,object:'event',type:'invoice.paid',livemode:false,created,data:{object:{object:'invoice',id:'in_1',customer:`cus_${n%50}`,x:'"amount_due":123,'.repeat(340)}}}); return {body, sig:`t=${created},v1=${createHmac('sha256',secret).update(`${created}.${body}`).digest('hex')}`}}
const med=(a:number[],p=0.5)=>a.toSorted((x,y)=>x-y)[Math.floor(a.length*p)]!.toFixed(2)
for (const how of ['inbox','http','inbox','http']) {
  const t:number[]=[]
  for (let i=0;i<300;i++){ const {body,sig}=make(); const f=performance.now()
    if (how==='inbox') await inbox.receive(Buffer.from(body),sig)
    else await (await fetch(`${web.url}/webhooks/stripe`,{method:'POST',body,headers:{'stripe-signature':sig}})).text()
    t.push(performance.now()-f)}
  console.log(how, 'p50', med(t), 'p90', med(t,0.9), 'p99', med(t,0.99))
}
await web.close(); await app.close(); await d.drop()
