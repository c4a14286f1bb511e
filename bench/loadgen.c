// A closed-loop TLS load client in C: one thread, epoll. Written for this project, because a client in Node is itself the
// bottleneck from 16 connections on. bench/load-client.ts compiles it: cc -O2 loadgen.c -lssl -lcrypto
//
//   loadgen PORT CA CERT KEY FRAMES CONNECTIONS PIPELINED SECONDS MODE [CHECK]
//
// MODE   p persistent connections; h a new connection and full handshake for each request; r the same, resumed
// FRAMES a file of one or more TTLV messages, sent in turn
// CHECK  hexadecimal digits that each answer must contain
// Environment: WARM seconds before it counts (0.3), TLS12 speak TLS 1.2 only, CIPHERS, GROUPS_, MAXREQ.
// Prints one line of JSON: requests in the measured time (n) and in all (all), rate, latencies in microseconds, errors.
#define _GNU_SOURCE
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <unistd.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <time.h>
#include <stdint.h>
static double now(){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec+t.tv_nsec*1e-9;}
typedef struct{int fd;SSL*ssl;int hs;unsigned char in[1<<20];int inlen;double t0[64];int qh,qt;unsigned char out[1<<16];int outlen,outoff;int outstanding;int topdone;}Conn;
static SSL_CTX*ctx;static int port,ep,pipe_n;static char mode;static unsigned char*fr;static int*fo,*fl,nf;static long fi=0;
static double*lat;static long nlat=0,caplat=4000000;static long done=0,errs=0,bad=0,resumed=0,hss=0;static SSL_SESSION*sess=NULL;static int stop=0;
static unsigned char chk[64];static int chkl=0;static long maxreq=0,issued=0;
static unsigned char*sder;static int sderl;static int newsess(SSL*s,SSL_SESSION*x){if(sess)return 0;sess=x;unsigned char*p=NULL;sderl=i2d_SSL_SESSION(x,&p);sder=p;return 1;}
static void ev(Conn*c,int w){struct epoll_event e={.events=EPOLLIN|(w?EPOLLOUT:0),.data.ptr=c};epoll_ctl(ep,EPOLL_CTL_MOD,c->fd,&e);}
static void start(Conn*c){c->fd=socket(AF_INET,SOCK_STREAM|SOCK_NONBLOCK,0);int one=1;setsockopt(c->fd,IPPROTO_TCP,TCP_NODELAY,&one,sizeof one);
 struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(port)};a.sin_addr.s_addr=htonl(INADDR_LOOPBACK);
 c->t0[0]=now();c->qh=c->qt=0;c->inlen=c->outlen=c->outoff=c->outstanding=0;c->hs=0;
 int r=connect(c->fd,(struct sockaddr*)&a,sizeof a);if(r<0&&errno!=EINPROGRESS){perror("connect");exit(1);}
 c->ssl=SSL_new(ctx);SSL_set_fd(c->ssl,c->fd);SSL_set_connect_state(c->ssl);if(mode=='r'&&sess){const unsigned char*p=sder;SSL_SESSION*q=d2i_SSL_SESSION(NULL,&p,sderl);SSL_set_session(c->ssl,q);SSL_SESSION_free(q);}
 struct epoll_event e={.events=EPOLLIN|EPOLLOUT,.data.ptr=c};epoll_ctl(ep,EPOLL_CTL_ADD,c->fd,&e);}
static void fin(Conn*c){if(c->ssl){SSL_shutdown(c->ssl);SSL_free(c->ssl);c->ssl=NULL;}close(c->fd);}
static void push(Conn*c){ // queue one frame
 if(maxreq&&issued>=maxreq)return; issued++;
 int k=fi++%nf;memcpy(c->out+c->outlen,fr+fo[k],fl[k]);c->outlen+=fl[k];if(mode=='p'){c->t0[c->qt]=now();c->qt=(c->qt+1)&63;}c->outstanding++;}
static int flush(Conn*c){while(c->outoff<c->outlen){int r=SSL_write(c->ssl,c->out+c->outoff,c->outlen-c->outoff);if(r<=0){int e=SSL_get_error(c->ssl,r);if(e==SSL_ERROR_WANT_WRITE){ev(c,1);return 0;}if(e==SSL_ERROR_WANT_READ)return 0;errs++;return -1;}c->outoff+=r;}c->outoff=c->outlen=0;return 0;}
static void reconnect(Conn*c){fin(c);if(!stop)start(c);}
static void handle(Conn*c){
 if(!c->hs){int r=SSL_do_handshake(c->ssl);if(r!=1){int e=SSL_get_error(c->ssl,r);if(e==SSL_ERROR_WANT_READ){ev(c,0);return;}if(e==SSL_ERROR_WANT_WRITE){ev(c,1);return;}errs++;if(errs<4)ERR_print_errors_fp(stderr);if(errs>50)exit(2);reconnect(c);return;}
  c->hs=1;hss++;if(SSL_session_reused(c->ssl))resumed++;ev(c,0);for(int i=0;i<pipe_n;i++)push(c);if(flush(c)<0){reconnect(c);return;}}
 else if(c->outlen){if(flush(c)<0){reconnect(c);return;}if(!c->outlen)ev(c,0);}
 for(;;){int r=SSL_read(c->ssl,c->in+c->inlen,sizeof c->in-c->inlen);if(r<=0){int e=SSL_get_error(c->ssl,r);if(e==SSL_ERROR_WANT_READ||e==SSL_ERROR_WANT_WRITE)break;
   errs++;if(errs<4){fprintf(stderr,"read err %d errno %d\n",e,errno);ERR_print_errors_fp(stderr);}if(errs>50)exit(2);reconnect(c);return;}
  c->inlen+=r;int off=0;int got=0;
  while(c->inlen-off>=8){uint32_t l=(c->in[off+4]<<24)|(c->in[off+5]<<16)|(c->in[off+6]<<8)|c->in[off+7];if(c->inlen-off<(int)(8+l))break;
   if(chkl&&!memmem(c->in+off,8+l,chk,chkl)){bad++;if(bad<3){fprintf(stderr,"bad response:");for(int i=0;i<(int)(8+l)&&i<400;i++)fprintf(stderr,"%02x",c->in[off+i]);fprintf(stderr,"\n");}}
   off+=8+l;got++;double t=now();double s;if(mode=='p'){s=c->t0[c->qh];c->qh=(c->qh+1)&63;}else s=c->t0[0];if(nlat<caplat)lat[nlat++]=t-s;done++;c->outstanding--;}
  if(off){memmove(c->in,c->in+off,c->inlen-off);c->inlen-=off;}
  if(got){if(mode!='p'){if(!c->outstanding){reconnect(c);return;}}else if(!stop){for(int i=0;i<got;i++)push(c);if(flush(c)<0){reconnect(c);return;}if(!SSL_has_pending(c->ssl))break;}}
 }}
static int cmp(const void*a,const void*b){double x=*(double*)a,y=*(double*)b;return x<y?-1:x>y;}
int main(int ac,char**av){port=atoi(av[1]);ctx=SSL_CTX_new(TLS_client_method());SSL_CTX_set_min_proto_version(ctx,getenv("TLS12")?TLS1_2_VERSION:TLS1_3_VERSION);if(getenv("TLS12"))SSL_CTX_set_max_proto_version(ctx,TLS1_2_VERSION);
 SSL_CTX_load_verify_locations(ctx,av[2],NULL);SSL_CTX_set_verify(ctx,SSL_VERIFY_PEER,NULL);
 if(SSL_CTX_use_certificate_file(ctx,av[3],SSL_FILETYPE_PEM)!=1||SSL_CTX_use_PrivateKey_file(ctx,av[4],SSL_FILETYPE_PEM)!=1){ERR_print_errors_fp(stderr);return 1;}
 if(getenv("CIPHERS"))SSL_CTX_set_ciphersuites(ctx,getenv("CIPHERS"));if(getenv("GROUPS_"))SSL_CTX_set1_groups_list(ctx,getenv("GROUPS_"));
 SSL_CTX_set_read_ahead(ctx,1);SSL_CTX_set_default_read_buffer_len(ctx,65536);SSL_CTX_set_mode(ctx,SSL_MODE_ENABLE_PARTIAL_WRITE|SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
 FILE*f=fopen(av[5],"rb");fseek(f,0,SEEK_END);long L=ftell(f);rewind(f);fr=malloc(L);fread(fr,1,L,f);fclose(f);fo=malloc(sizeof(int)*(L/8+1));fl=malloc(sizeof(int)*(L/8+1));
 for(long o=0;o+8<=L;){int l=8+((fr[o+4]<<24)|(fr[o+5]<<16)|(fr[o+6]<<8)|fr[o+7]);fo[nf]=o;fl[nf++]=l;o+=l;}
 int conns=atoi(av[6]);pipe_n=atoi(av[7]);double secs=atof(av[8]);mode=av[9][0];if(ac>10){char*h=av[10];for(;h[0]&&h[1];h+=2){unsigned x;sscanf(h,"%2x",&x);chk[chkl++]=x;}}
 if(getenv("MAXREQ"))maxreq=atol(getenv("MAXREQ"));
 if(mode=='r'){SSL_CTX_set_session_cache_mode(ctx,SSL_SESS_CACHE_CLIENT|SSL_SESS_CACHE_NO_INTERNAL);SSL_CTX_sess_set_new_cb(ctx,newsess);}
 lat=malloc(sizeof(double)*caplat);ep=epoll_create1(0);Conn*cs=calloc(conns,sizeof(Conn));for(int i=0;i<conns;i++)start(&cs[i]);
 struct epoll_event es[256];double warm=getenv("WARM")?atof(getenv("WARM")):0.3;double t0=now(),tb=t0+warm,te=tb+secs;long d0=0;struct rusage r0,r1;getrusage(RUSAGE_SELF,&r0);int started=warm==0;if(started)tb=t0;
 for(;;){int n=epoll_wait(ep,es,256,50);double t=now();if(!started&&t>=tb){started=1;tb=t;d0=done;nlat=0;getrusage(RUSAGE_SELF,&r0);te=t+secs;}
  if(t>=te)break;if(maxreq&&done>=maxreq)break;for(int i=0;i<n;i++)handle(es[i].data.ptr);}
 double t1=now();getrusage(RUSAGE_SELF,&r1);stop=1;
 double cpu=(r1.ru_utime.tv_sec-r0.ru_utime.tv_sec)+(r1.ru_stime.tv_sec-r0.ru_stime.tv_sec)+((r1.ru_utime.tv_usec-r0.ru_utime.tv_usec)+(r1.ru_stime.tv_usec-r0.ru_stime.tv_usec))*1e-6;
 qsort(lat,nlat,sizeof(double),cmp);
 SSL*s0=cs[0].ssl;
 printf("{\"n\":%ld,\"all\":%ld,\"secs\":%.3f,\"rps\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f,\"clicpu\":%.3f,\"errs\":%ld,\"bad\":%ld,\"hs\":%ld,\"resumed\":%ld,\"ver\":\"%s\",\"cipher\":\"%s\"}\n",done-d0,done,t1-tb,(done-d0)/(t1-tb),nlat?lat[nlat/2]*1e6:0,nlat?lat[(long)(nlat*.99)]*1e6:0,nlat?lat[nlat-1]*1e6:0,cpu/(t1-tb),errs,bad,hss,resumed,s0?SSL_get_version(s0):"",s0?SSL_get_cipher(s0):"");
 for(int i=0;i<conns;i++)if(cs[i].ssl)fin(&cs[i]);return 0;}
